"""Open baskets, park them, go on with them, and note those that became no sale."""

from uuid import UUID

from sqlalchemy import select, update

from comptoir.identity.rules import Right, standing
from comptoir.kit.errors import NotAllowed
from comptoir.sales.actions.baskets.locking import lock, move
from comptoir.sales.events import BasketChanged, BasketLeft
from comptoir.sales.rules.baskets import LeftFor
from comptoir.sales.tables import Basket
from comptoir.wiring.work import Work


async def open_basket(work: Work, basket_id: UUID) -> None:
    """A customer stands here. The tablet makes the id, so that the same basket is opened once.

    Raises NotAllowed, NotSignedIn.
    """
    location_id = standing(work.actor, Right.SELL)
    if work.actor.staff_id is None:
        raise NotAllowed
    if (await work.execute(select(Basket.id).where(Basket.id == basket_id))).first():
        await lock(work, basket_id)
        return
    work.add(
        Basket,
        id=basket_id,
        location_id=location_id,
        state="open",
        holder_id=work.actor.staff_id,
        opened_by=work.actor.key,
        opened_at=work.acted_at,
        changed_at=work.now,
    )
    work.record(BasketChanged(basket_id=basket_id, location_id=location_id, state="open", version=1))


async def park(work: Work, basket_id: UUID, *, label: str = "") -> None:
    """Put a basket aside, under a word by which it is found again. Raises WrongBasketState, NotFound, NotAllowed."""
    head = await lock(work, basket_id)
    await move(work, head, "park", label=label.strip(), holder_id=None)


async def resume(work: Work, basket_id: UUID) -> None:
    """Go on with a basket, whoever had it. Raises WrongBasketState, NotFound, NotAllowed."""
    head = await lock(work, basket_id)
    await move(work, head, "resume", holder_id=work.actor.staff_id)


async def leave(work: Work, basket_id: UUID, *, reason: LeftFor | None = None) -> None:
    """It becomes no sale; what was in it is kept, since it says what was wanted.

    Raises WrongBasketState, NotFound, NotAllowed.
    """
    head = await lock(work, basket_id)
    await move(work, head, "leave", ended_at=work.now, left_for=reason)
    work.record(BasketLeft(basket_id=head.id, location_id=head.location_id, reason=reason))


async def note(work: Work, basket_id: UUID, text: str) -> None:
    """What whoever goes on with it should know. Raises WrongBasketState, NotFound, NotAllowed."""
    head = await lock(work, basket_id)
    await work.execute(update(Basket).where(Basket.id == head.id).values(note=text.strip()))
    await move(work, head, "change")
