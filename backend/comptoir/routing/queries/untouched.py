"""Work that nobody has begun, locked so that whoever begins and whoever takes it back wait for each other."""

from uuid import UUID

import msgspec
from sqlalchemy import exists, select

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
