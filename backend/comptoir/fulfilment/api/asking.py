"""What the doors of work and of transfers have in common: whose it is, and how it is asked for and said."""

from collections.abc import Collection
from typing import Annotated, Any, NamedTuple, TypeVar
from uuid import UUID

from litestar import Request
from litestar.params import QueryParameter

from comptoir.fulfilment.api.bodies import Act
from comptoir.fulfilment.ports import carriers
from comptoir.fulfilment.queries.changed import Page, position_now, read_since
from comptoir.fulfilment.queries.entries import location_of
from comptoir.fulfilment.queries.work_details import LabelService, PreparationPiece, preparation_piece
from comptoir.identity.rules import Right, may, require, require_somewhere
from comptoir.kit.errors import NotFound
from comptoir.network.queries import location_by_code
from comptoir.wiring.api import AUTH, CODE, STRING, MalformedCursor, require_key, strictly
from comptoir.wiring.commands import parse_key
from comptoir.wiring.pages import translate
from comptoir.wiring.work import Work

LocationFilter = Annotated[
    str | None,
    QueryParameter(max_length=64, pattern=CODE, description="One of the key's locations.", schema_extra=STRING),
]
Since = Annotated[
    str | None,
    QueryParameter(
        max_length=40,
        min_length=1,
        pattern=r"^[0-9A-Za-z:+. -]+$",
        description="The `position` of an earlier list, or a moment (ISO 8601).",
        schema_extra=STRING,
    ),
]
Limit = Annotated[int, QueryParameter(ge=1, le=200)]


Asking = Request[Any, Any, Any]
Said = TypeVar("Said", bound=Act)

AT_ONE = {
    "on_400": "Malformed, or without Idempotency-Key.",
    "on_404": "Nothing such at the key's locations, or an unknown line or code.",
    "on_409": "It is held by another, or in a state in which this cannot be done.",
    "on_413": "Larger than the limit.",
    "on_422": "What is said cannot be right, or a key that was used otherwise.",
    **AUTH,
}


class Asked(NamedTuple):
    """Of which locations, since when, after which page, and from where to go on next time."""

    location_ids: Collection[int]
    since: int | None
    after: Page | None
    position: int


async def asked(work: Work, *, location: str | None, since: str | None, after: str | None) -> Asked:
    """Raises NotSignedIn, NotAllowed, NotFound for a location that is not the key's, WrongSince, MalformedCursor."""
    require_somewhere(work.actor, Right.READ_WORK)
    page = _page(after)
    place = await location_ids(work, location)
    return Asked(place, await read_since(work, since), page, page.position if page else await position_now(work))


async def said(work: Work, request: Asking, key: str | None, kind: type[Said], *, command: str | None = None) -> Said:
    """The body of a command of a machine that does work somewhere; it was done when the body says.

    `command` names one that is entered where it was done before, whatever became of the work since (docs/wms.md).

    Raises NotSignedIn, NotAllowed, KeyMissing, ActedAhead, TooLongAgo.
    """
    require_somewhere(work.actor, Right.WRITE_WORK)
    known = parse_key(require_key(key))
    body = await strictly(request, kind)
    work.done_at(body.acted_at, command=command, key=known)
    return body


async def require_here(work: Work, preparation_id: UUID, right: Right) -> None:
    """Raises NotSignedIn, NotAllowed, NotFound for work that is not the key's to know."""
    require_somewhere(work.actor, right)
    location_id = await location_of(work, preparation_id)
    if location_id is None:
        raise NotFound
    require(work.actor, right, location_id)


async def piece(work: Work, preparation_id: UUID) -> PreparationPiece:
    """A piece of work as it is now. Raises NotFound."""
    found = await preparation_piece(work, preparation_id, labels=_services(work))
    if found is None:
        raise NotFound
    return found


def _services(work: Work) -> list[LabelService]:
    offers = (offer for carrier in carriers(work.settings).values() for offer in carrier.offers)
    return [LabelService(each.key, each.carrier_name, translate(work.locale, each.name)) for each in offers]


async def location_ids(work: Work, code: str | None) -> Collection[int]:
    """The key's locations, or the one of a code. Raises NotFound where that is not one of them."""
    if code is None:
        return work.actor.locations
    found = await location_by_code(work, code)
    if found is None or not may(work.actor, Right.READ_WORK, found.id):
        raise NotFound
    return [found.id]


def _page(written: str | None) -> Page | None:
    try:
        return Page.parse(written) if written is not None else None
    except ValueError:
        raise MalformedCursor(field="after") from None
