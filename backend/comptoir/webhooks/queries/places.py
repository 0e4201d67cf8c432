"""Where in the log a place is that somebody named."""

from datetime import datetime

from comptoir.webhooks.rules.places import PlaceAhead, read_place
from comptoir.wiring.log import BEGINNING, Position, position_before
from comptoir.wiring.work import Work


async def find_place(work: Work, written: str) -> Position:
    """The position. Raises PlaceWrong, and PlaceAhead for one that the log has not come to: nothing would be told."""
    place, now = read_place(written), Position.parse(await work.position())
    if isinstance(place, datetime):
        return min(now, await position_before(work.session, place))
    if isinstance(place, tuple):
        if place > now:
            raise PlaceAhead(field="from")
        return Position(*place)
    return now if place == "now" else BEGINNING
