"""Work that can be taken back whole: nobody has begun it, or its goods are put back.

It is locked, so that whoever goes on with it and whoever takes it back wait for each other.
"""

from uuid import UUID

import msgspec
from sqlalchemy import exists, func, select

from comptoir.fulfilment.queries.locked import Locked, locking
from comptoir.fulfilment.tables import Preparation, PreparationLine
from comptoir.routing.queries.by_hand import BY_HAND
from comptoir.wiring.work import Work


class Untouched(msgspec.Struct, frozen=True):
    """A preparation of which nothing is picked, with its order locked."""

    preparation_id: UUID
    order_id: UUID
    location_id: int


async def untouched(work: Work, preparation_id: UUID) -> Untouched | None:
    """Lock a preparation that nobody has begun; None where somebody has, where it is over, or where it is to stay."""
    row = (await work.execute(locking().where(Preparation.id == preparation_id))).one_or_none()
    if row is None:
        return None
    locked = Locked(*row)
    picked = exists().where(PreparationLine.preparation_id == Preparation.id, PreparationLine.picked > 0)
    stays = (await work.execute(select(picked | BY_HAND).where(Preparation.id == locked.id))).scalar_one()
    return None if stays or locked.state != "open" else Untouched(locked.id, locked.order_id, locked.location_id)


class Movable(msgspec.Struct, frozen=True):
    """A preparation that is not packed yet, and may be taken back with the units of it that are picked."""

    preparation_id: UUID
    location_id: int
    method: str
    picked: int


async def movable(work: Work, order_id: UUID) -> list[Movable]:
    """What of an order may be taken back, picked or not. The order is locked, so nobody picks meanwhile.

    What somebody put where it is stays, and so does what is at the store where it is collected.
    """
    picked = select(func.sum(PreparationLine.picked)).where(PreparationLine.preparation_id == Preparation.id)
    query = (
        select(Preparation.id, Preparation.location_id, Preparation.method, picked.scalar_subquery())
        .where(Preparation.order_id == order_id, Preparation.state.in_(("open", "picking", "picked")))
        .where(Preparation.method != "collect", ~BY_HAND)
        .order_by(Preparation.id)
    )
    return [Movable(row[0], row[1], row[2], int(row[3])) for row in await work.execute(query)]
