"""The tablets of the stores."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select

from comptoir.identity.queries.team import require_manager
from comptoir.identity.rules.rights import Right, may
from comptoir.identity.tables import Device, Staff
from comptoir.network.tables import Location
from comptoir.wiring.work import Work


class Tablet(msgspec.Struct, frozen=True, kw_only=True):
    """An enrolled tablet."""

    id: UUID
    name: str
    store: str
    enrolled_by: str
    enrolled_at: datetime
    last_seen_at: datetime | None


async def tablets(work: Work) -> list[Tablet]:
    """The tablets in use of the stores that the actor manages, by store."""
    require_manager(work)
    query = (
        select(
            Device.id,
            Device.name,
            Location.name.label("store"),
            Staff.name.label("enrolled_by"),
            Device.enrolled_at,
            Device.last_seen_at,
        )
        .join(Location, Location.id == Device.location_id)
        .join(Staff, Staff.id == Device.enrolled_by)
        .where(Device.revoked_at.is_(None))
        .order_by(Location.name, Device.name, Device.id)
    )
    if not may(work.actor, Right.MANAGE_CHAIN):
        query = query.where(Device.location_id.in_(work.actor.locations))
    return [msgspec.convert(dict(row), Tablet) for row in (await work.execute(query)).mappings()]
