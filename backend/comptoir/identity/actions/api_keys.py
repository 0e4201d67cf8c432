"""Keys of machines: made, shown once, taken back."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import update

from comptoir.identity.actions.secrets import new_token
from comptoir.identity.events import ApiKeyMade, ApiKeyRevoked
from comptoir.identity.rules.rights import AT_LOCATIONS, LOCAL, SCOPES, Right, require
from comptoir.identity.rules.secrets import digest
from comptoir.identity.tables import ApiKey, ApiKeyLocation
from comptoir.kit.errors import N_, Invalid, NotFound
from comptoir.kit.ids import new_id, pickup_code
from comptoir.network.queries import locations as existing
from comptoir.wiring.work import Work


class UnknownScope(Invalid):
    slug = "unknown-scope"
    title = N_("Choose what the key may do.")


class LocationNeeded(Invalid):
    slug = "key-needs-locations"
    title = N_("Choose the locations whose work the machine does.")


class NotAtLocations(Invalid):
    slug = "key-of-locations"
    title = N_("A key for some locations may only read and do their work, and manage webhooks about it.")


async def make_api_key(
    work: Work, *, name: str, scopes: Collection[str], location_ids: Collection[int] = frozenset()
) -> str:
    """Make a key for a machine, like `ck_<prefix>_<secret>`: the only time that it is seen.

    A key for some locations knows nothing of others. Raises UnknownScope, LocationNeeded, NotAtLocations.
    """
    require(work.actor, Right.MANAGE_CHAIN)
    _check_scopes(scopes, is_for_some=bool(location_ids))
    if len(await existing(work, ids=frozenset(location_ids))) < len(set(location_ids)):
        raise LocationNeeded(field="locations")
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
    for location_id in sorted(set(location_ids)):
        work.add(ApiKeyLocation, api_key_id=key_id, location_id=location_id)
    work.record(ApiKeyMade(api_key_id=key_id))
    return key


def _check_scopes(scopes: Collection[str], *, is_for_some: bool) -> None:
    if not scopes or not set(scopes) <= set(SCOPES):
        raise UnknownScope(field="scopes")
    if not is_for_some and LOCAL & set(scopes):
        raise LocationNeeded(field="locations")
    if is_for_some and not set(scopes) <= AT_LOCATIONS:
        raise NotAtLocations(field="scopes")


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
