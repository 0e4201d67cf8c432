"""The locations that a webhook is about, by their codes for those who ask for it."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from comptoir.kit.errors import N_, Invalid
from comptoir.network.tables import Location
from comptoir.wiring.work import Work


class UnknownLocation(Invalid):
    slug = "unknown-location"
    title = N_("There is no location %(code)s.")


async def ids_of(work: Work, codes: Sequence[str]) -> tuple[int, ...]:
    """The ids of locations, in ascending order. Raises UnknownLocation, also for one that a key is not for."""
    query = select(Location.code, Location.id).where(Location.code.in_([code for code in codes if code.isprintable()]))
    found = {row[0]: row[1] for row in await work.execute(query)}
    mine = work.actor.locations if work.actor.kind == "machine" else frozenset[int]()
    for code in codes:
        if code not in found or (mine and found[code] not in mine):
            raise UnknownLocation(field="locations", code=code)
    return tuple(sorted(set(found.values())))


async def codes_of(work: Work, ids: Collection[int]) -> list[str]:
    """The codes of locations, in their order."""
    query = select(Location.code).where(Location.id.in_(list(ids))).order_by(Location.code)
    return list((await work.execute(query)).scalars()) if ids else []
