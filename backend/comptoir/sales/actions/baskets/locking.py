"""Lock a basket for who may change it, make a move, and tell of it: what every verb of baskets shares."""

from typing import Any
from uuid import UUID

from sqlalchemy import update

from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotFound
from comptoir.sales.events import BasketChanged
from comptoir.sales.queries.baskets import BasketHead, locking_basket
from comptoir.sales.rules.baskets import BasketMove, SomebodyElsesBasket, next_basket_state
from comptoir.sales.tables import Basket
from comptoir.wiring.work import Work


async def lock(work: Work, basket_id: UUID) -> BasketHead:
    """Lock a basket of a store where the actor sells. Raises NotFound, NotAllowed, NotSignedIn."""
    row = (await work.execute(locking_basket(basket_id))).one_or_none()
    if row is None:
        raise NotFound
    head = BasketHead(*row)
    require(work.actor, Right.SELL, head.location_id)
    return head


async def lock_own(work: Work, basket_id: UUID) -> BasketHead:
    """Lock a basket that the actor has, to change it. Raises SomebodyElsesBasket, WrongBasketState besides."""
    head = await lock(work, basket_id)
    next_basket_state(head.state, "change")
    if head.holder_id != work.actor.staff_id:
        raise SomebodyElsesBasket(name=head.holder)
    return head


async def move(work: Work, head: BasketHead, verb: BasketMove, **changes: Any) -> None:
    """Make a move: the table says whether it is possible; the change is counted and told. Raises WrongBasketState."""
    state, version = next_basket_state(head.state, verb), head.version + 1
    values = {"state": state, "version": version, "changed_at": work.now, **changes}
    await work.execute(update(Basket).where(Basket.id == head.id).values(values))
    work.record(BasketChanged(basket_id=head.id, location_id=head.location_id, state=state, version=version))
