"""Work that nobody has begun, locked so that whoever begins and whoever takes it back wait for each other."""

from uuid import UUID

import msgspec
from sqlalchemy import exists

from comptoir.fulfilment.queries.locked import Locked, locking
from comptoir.fulfilment.tables import Preparation, PreparationLine
from comptoir.wiring.work import Work


class Untouched(msgspec.Struct, frozen=True):
    """A preparation of which nothing is picked, with its order locked."""

    preparation_id: UUID
    order_id: UUID
    location_id: int


async def untouched(work: Work, preparation_id: UUID) -> Untouched | None:
    """Lock a preparation that nobody has begun; None where somebody has, or it is over."""
    row = (await work.execute(locking().where(Preparation.id == preparation_id))).one_or_none()
    if row is None:
        return None
    locked = Locked(*row)
    picked = exists().where(PreparationLine.preparation_id == locked.id, PreparationLine.picked > 0)
    is_begun = locked.state != "open" or (await work.execute(picked.select())).scalar_one()
    return None if is_begun else Untouched(locked.id, locked.order_id, locked.location_id)
