"""What happens to baskets and promotions, and what is to be learnt."""

from datetime import datetime
from uuid import UUID

from comptoir.kit.events import Event


class BasketChanged(Event, frozen=True):
    """A basket was opened, or something in it is different now."""

    basket_id: UUID
    location_id: int
    state: str
    version: int


class BasketLeft(Event, frozen=True):
    """A basket became no sale."""

    basket_id: UUID
    location_id: int
    reason: str | None


class PromotionsChanged(Event, frozen=True):
    """A promotion was made, or ended."""

    promotion_id: UUID


class LearningDue(Event, frozen=True):
    """What is bought together is to be learnt anew."""

    begun_at: datetime
