"""Where somebody stands."""

from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotAllowed, NotSignedIn
from comptoir.wiring.work import Work


def standing(work: Work, right: Right) -> int:
    """The store that one stands in and has a right at. Raises NotSignedIn; NotAllowed for who stands in none."""
    here = work.actor.location_id
    if here is None:
        raise NotAllowed if work.actor.kind == "staff" else NotSignedIn
    require(work.actor, right, here)
    return here
