"""The keys of machines."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select

from comptoir.identity.rules.rights import Right, require
from comptoir.identity.tables import ApiKey
from comptoir.wiring.work import Work


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """A machine's key, without its secret."""

    id: UUID
    name: str
    prefix: str
    scopes: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


async def api_keys(work: Work) -> list[Key]:
    """All keys, those in use first, then by name."""
    require(work.actor, Right.MANAGE_CHAIN)
    query = select(
        ApiKey.id,
        ApiKey.name,
        ApiKey.prefix,
        ApiKey.scopes,
        ApiKey.created_at,
        ApiKey.last_used_at,
        ApiKey.revoked_at,
    ).order_by(ApiKey.revoked_at.is_not(None), ApiKey.name, ApiKey.created_at)
    return [msgspec.convert(dict(row), Key) for row in (await work.execute(query)).mappings()]
