"""The keys of machines."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from comptoir.identity.rules.rights import Right, require
from comptoir.identity.tables import ApiKey, ApiKeyLocation
from comptoir.network.tables import Location
from comptoir.wiring.work import Work


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """A machine's key, without its secret; `locations` names those that it is for, None where it is for the chain."""

    id: UUID
    name: str
    prefix: str
    scopes: tuple[str, ...]
    locations: tuple[str, ...] | None
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


NAMES = (
    select(func.jsonb_agg(aggregate_order_by(Location.name, Location.name)))
    .join(ApiKeyLocation, ApiKeyLocation.location_id == Location.id)
    .where(ApiKeyLocation.api_key_id == ApiKey.id)
    .scalar_subquery()
)


async def api_keys(work: Work) -> list[Key]:
    """All keys, those in use first, then by name."""
    require(work.actor, Right.MANAGE_CHAIN)
    query = select(
        ApiKey.id,
        ApiKey.name,
        ApiKey.prefix,
        ApiKey.scopes,
        NAMES.label("locations"),
        ApiKey.created_at,
        ApiKey.last_used_at,
        ApiKey.revoked_at,
    ).order_by(ApiKey.revoked_at.is_not(None), ApiKey.name, ApiKey.created_at)
    return [msgspec.convert(dict(row), Key) for row in (await work.execute(query)).mappings()]
