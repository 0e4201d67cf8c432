"""Keys of machines: made, shown once, taken back."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import update

from comptoir.identity.actions.secrets import new_token
from comptoir.identity.events import ApiKeyMade, ApiKeyRevoked
from comptoir.identity.rules.rights import SCOPES, Right, require
from comptoir.identity.rules.secrets import digest
from comptoir.identity.tables import ApiKey
from comptoir.kit.errors import N_, Invalid, NotFound
from comptoir.kit.ids import new_id, pickup_code
from comptoir.wiring.work import Work


class UnknownScope(Invalid):
    slug = "unknown-scope"
    title = N_("Choose what the key may do.")


def make_api_key(work: Work, *, name: str, scopes: Collection[str]) -> str:
    """Make a key for a machine, like `ck_<prefix>_<secret>`: the only time that it is seen. Raises UnknownScope."""
    require(work.actor, Right.MANAGE_CHAIN)
    if not scopes or not set(scopes) <= set(SCOPES):
        raise UnknownScope(field="scopes")
    key_id, prefix = new_id(), pickup_code().lower()
    key = f"ck_{prefix}_{new_token()}"
    work.add(
        ApiKey,
        id=key_id,
        name=name.strip(),
        prefix=prefix,
        key_hash=digest(key),
        scopes=sorted(set(scopes)),
        created_by=work.actor.key,
        created_at=work.now,
    )
    work.record(ApiKeyMade(api_key_id=key_id))
    return key


async def revoke_api_key(work: Work, api_key_id: UUID) -> None:
    """Take a key back, at once. Raises NotFound."""
    require(work.actor, Right.MANAGE_CHAIN)
    revoked = (
        update(ApiKey)
        .where(ApiKey.id == api_key_id, ApiKey.revoked_at.is_(None))
        .values(revoked_at=work.now)
        .returning(ApiKey.id)
    )
    if (await work.execute(revoked)).scalar_one_or_none() is None:
        raise NotFound
    work.record(ApiKeyRevoked(api_key_id=api_key_id))
