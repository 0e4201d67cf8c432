"""The ledger of a variant at one's store, and what was there at a past moment."""

from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get
from litestar.params import QueryParameter

from comptoir.identity.rules import Right, standing
from comptoir.kit.errors import N_, Invalid
from comptoir.network.queries import location
from comptoir.stock.queries.history import movements_of, on_hand_at
from comptoir.stock.screens.variant import VariantId, existing
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page, sentence
from comptoir.wiring.work import Work

LINES = 50

Version = Annotated[int, QueryParameter(ge=0, le=2**53)]
Moment = Annotated[str, QueryParameter(max_length=40)]


class NoMoment(Invalid):
    slug = "no-moment"
    title = N_("Enter a day and a time that have been.")


class MovementScreens(Controller):
    """What changed, why, by whom."""

    path = "/stock/variants/{variant_id:int}/movements"
    include_in_schema = False

    @get()
    async def show(
        self, work: CurrentWork, variant_id: VariantId, before: Version = 0, at: Moment = ""
    ) -> Response[str]:
        """The lines of the ledger, the last written first; those before a version, where one is named."""
        here = standing(work.actor, Right.SEE_STORE)
        found = await existing(work, variant_id)
        zone = (await location(work, here)).timezone
        lines = await movements_of(work, here, variant_id, before=before or None, most=LINES + 1)
        more = lines[LINES - 1].version if len(lines) > LINES else None
        past = await _past(work, here, variant_id, at, zone)
        return page(
            work, "stock/movements.html", variant=found, lines=lines[:LINES], more=more, asked=at, zone=zone, **past
        )


async def _past(work: Work, here: int, variant_id: int, at: str, zone: str) -> dict[str, Any]:
    """What was there, if somebody asks; or why that cannot be said."""
    if not at:
        return {"past": None, "moment": None, "error": ""}
    try:
        moment = _moment(at, zone, work.now)
    except NoMoment as refusal:
        return {"past": None, "moment": None, "error": sentence(work.locale, refusal)}
    return {"past": await on_hand_at(work, here, variant_id, moment), "moment": moment, "error": ""}


def _moment(text: str, zone: str, now: datetime) -> datetime:
    """A moment by the clock on the store's wall. Raises NoMoment."""
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        is_past = moment <= now
    except (ValueError, OverflowError):
        raise NoMoment(field="at") from None
    if not is_past:
        raise NoMoment(field="at")
    return moment
