"""Take something off by hand: within an associate's limit, or with a manager's PIN."""

from decimal import Decimal
from uuid import UUID

import msgspec
from sqlalchemy import delete

from comptoir.identity.actions.sign_in import allow
from comptoir.identity.rules import Right, may
from comptoir.kit.errors import NotFound
from comptoir.kit.ids import new_id
from comptoir.sales.actions.baskets.locking import lock_own, move
from comptoir.sales.queries.baskets import BasketHead, BasketView, basket_view
from comptoir.sales.rules.pricing import Amount, DiscountReason, Percentage, check_discount, check_limit
from comptoir.sales.rules.pricing.discounts import taken_off
from comptoir.sales.tables import BasketDiscount
from comptoir.wiring.work import Work


class Manager(msgspec.Struct, frozen=True):
    """Who allows what an associate may not: a manager of this store, by their PIN."""

    staff_id: int
    pin: str


async def give_discount(
    work: Work,
    basket_id: UUID,
    form: Percentage | Amount,
    *,
    reason: DiscountReason,
    line_id: UUID | None = None,
    manager: Manager | None = None,
) -> UUID:
    """Take so much off a line, or off the basket. All that was taken off a line by hand counts against the limit.

    Raises ManagerNeeded, DiscountTooLarge, WrongPin, LockedOut, SomebodyElsesBasket, WrongBasketState, NotFound,
    NotAllowed.
    """
    head = await lock_own(work, basket_id)
    view = await basket_view(work, head)
    left = sum(ware.cost.paid for ware in view.wares if line_id in (None, ware.id))
    if line_id is not None and all(ware.id != line_id for ware in view.wares):
        raise NotFound
    check_discount(form, left=left)
    allowed_by = await _allowed_by(work, head, manager)
    if allowed_by is None:
        check_limit(_by_hand(view, form, line_id), limit=_limit(work))
    discount_id = new_id()
    work.add(
        BasketDiscount,
        id=discount_id,
        basket_id=head.id,
        line_id=line_id,
        form=msgspec.to_builtins(form),
        reason=reason,
        given_by=work.actor.key,
        allowed_by=allowed_by,
        given_at=work.now,
    )
    await move(work, head, "change")
    return discount_id


async def take_discount_back(work: Work, basket_id: UUID, discount_id: UUID) -> None:
    """Nothing is taken off by it any more. Raises SomebodyElsesBasket, WrongBasketState, NotFound, NotAllowed."""
    head = await lock_own(work, basket_id)
    which = BasketDiscount.id == discount_id, BasketDiscount.basket_id == head.id
    gone = await work.execute(delete(BasketDiscount).where(*which).returning(BasketDiscount.id))
    if not gone.first():
        raise NotFound
    await move(work, head, "change")


async def _allowed_by(work: Work, head: BasketHead, manager: Manager | None) -> int | None:
    if manager is not None:
        await allow(work, Right.MANAGE_STORE, staff_id=manager.staff_id, pin=manager.pin, location_id=head.location_id)
        return manager.staff_id
    return work.actor.staff_id if may(work.actor, Right.MANAGE_STORE, head.location_id) else None


def _limit(work: Work) -> Decimal:
    return Decimal(work.settings.discount_limit_percent) / 100


def _by_hand(view: BasketView, form: Percentage | Amount, line_id: UUID | None) -> list[tuple[int, int]]:
    """For what is discounted: what is off by hand with this, and what there was to pay before any of it."""
    wares = [ware.cost for ware in view.wares if line_id in (None, ware.id)]
    before, left = sum(each.paid + each.by_hand for each in wares), sum(each.paid for each in wares)
    return [(before - left + taken_off(form, left), before)]
