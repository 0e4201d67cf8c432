"""Put units into a basket, change how many, and take them out; coupons."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, select, update

from comptoir.catalogue.queries import variant_by_code
from comptoir.fulfilment.actions.naming import UnknownCode
from comptoir.kit.errors import NotFound
from comptoir.kit.ids import new_id
from comptoir.sales.actions.baskets.locking import lock_own, move
from comptoir.sales.queries.baskets import BasketHead, today
from comptoir.sales.queries.promotions import promotions
from comptoir.sales.rules.baskets import UnknownCoupon, Way, check_units
from comptoir.sales.rules.pricing import is_on
from comptoir.sales.tables import Basket, BasketLine
from comptoir.wiring.work import Work


async def add_by_code(work: Work, basket_id: UUID, code: str, *, method: Way = "now") -> UUID:
    """One more unit of what was scanned or typed. Its line.

    Raises UnknownCode and what `add` does.
    """
    found = await variant_by_code(work, code)
    if found is None:
        raise UnknownCode(field="code", code=code)
    return await add(work, basket_id, found.id, method=method)


async def add(work: Work, basket_id: UUID, variant_id: int, *, quantity: int = 1, method: Way = "now") -> UUID:
    """So many more units of a variant. Its line.

    Raises TooManyUnits, TooManyLines, SomebodyElsesBasket, WrongBasketState, NotFound, NotAllowed.
    """
    head = await lock_own(work, basket_id)
    same = (
        await work.execute(_line(head).where(BasketLine.variant_id == variant_id, BasketLine.method == method))
    ).first()
    if same:
        return await _set(work, head, same.id, same.quantity + quantity)
    counted = select(func.count()).select_from(BasketLine).where(BasketLine.basket_id == head.id)
    check_units(quantity, lines=1 + (await work.execute(counted)).scalar_one())
    line_id = new_id()
    values = {"variant_id": variant_id, "quantity": quantity, "method": method}
    work.add(BasketLine, id=line_id, basket_id=head.id, **values, added_by=work.actor.key, added_at=work.now)
    await move(work, head, "change")
    return line_id


async def change_quantity(work: Work, basket_id: UUID, line_id: UUID, quantity: int) -> None:
    """So many units of a line; none takes it out, with what was taken off it by hand.

    Raises TooManyUnits, SomebodyElsesBasket, WrongBasketState, NotFound, NotAllowed.
    """
    head = await lock_own(work, basket_id)
    if not (await work.execute(_line(head).where(BasketLine.id == line_id))).first():
        raise NotFound
    if quantity > 0:
        await _set(work, head, line_id, quantity)
        return
    await work.execute(delete(BasketLine).where(BasketLine.id == line_id))
    await move(work, head, "change")


async def add_coupon(work: Work, basket_id: UUID, coupon: str) -> None:
    """The customer has a coupon. Raises UnknownCoupon, SomebodyElsesBasket, WrongBasketState, NotFound, NotAllowed."""
    head = await lock_own(work, basket_id)
    code = coupon.strip().upper()
    day = today(work, head)
    if not any(
        each.coupon == code and is_on(each, day=day, store=head.location_id, coupons=(code,))
        for each in await promotions(work)
    ):
        raise UnknownCoupon(field="coupon", coupon=coupon.strip())
    if code not in head.coupons:
        await work.execute(update(Basket).where(Basket.id == head.id).values(coupons=[*head.coupons, code]))
        await move(work, head, "change")


def _line(head: BasketHead) -> Select[*tuple[Any, ...]]:
    return select(BasketLine.id, BasketLine.quantity).where(BasketLine.basket_id == head.id)


async def _set(work: Work, head: BasketHead, line_id: UUID, quantity: int) -> UUID:
    check_units(quantity, lines=0)
    await work.execute(update(BasketLine).where(BasketLine.id == line_id).values(quantity=quantity))
    await move(work, head, "change")
    return line_id
