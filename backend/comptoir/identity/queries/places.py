"""Where somebody is: the locations that are theirs, and the one that they look at from elsewhere."""

from comptoir.kit.errors import NotSignedIn
from comptoir.network.queries import LocationView, location, locations
from comptoir.wiring.work import Work


async def own_locations(work: Work) -> list[LocationView]:
    """The locations where a member of staff belongs, by name; all for headquarters. Raises NotSignedIn."""
    if work.actor.kind != "staff":
        raise NotSignedIn
    return await locations(work, ids=None if work.actor.role == "headquarters" else work.actor.locations)


async def own_stores(work: Work) -> list[LocationView]:
    """Those of them that are stores. Raises NotSignedIn."""
    return [each for each in await own_locations(work) if each.kind == "store"]


async def seen_from_elsewhere(work: Work, location_id: int) -> LocationView | None:
    """A location that the viewer does not stand in, to name it; None for their own. Raises NotFound."""
    return None if location_id == work.actor.location_id else await location(work, location_id)
