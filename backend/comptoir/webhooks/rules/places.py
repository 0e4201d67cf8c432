"""How somebody names a place in the log."""

import re
from datetime import UTC, datetime

from comptoir.kit.errors import N_, Invalid

LARGEST = 2**63 - 1


class PlaceWrong(Invalid):
    slug = "place-wrong"
    title = N_("Name the place as “beginning”, “now”, a position like 812:4711, or a moment like 2026-11-24T09:00:00Z.")


class PlaceAhead(Invalid):
    slug = "place-ahead"
    title = N_("The log has not come to this position yet.")


def read_place(written: str) -> str | tuple[int, int] | datetime:
    """“beginning”, “now”, (transaction id, event id), or a moment, in UTC if it names no zone. Raises PlaceWrong."""
    if written in ("beginning", "now"):
        return written
    if found := re.fullmatch("([0-9]{1,19}):([0-9]{1,19})", written, re.ASCII):
        return _position(int(found[1]), int(found[2]))
    try:
        moment = datetime.fromisoformat(written)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        raise PlaceWrong(field="from") from None


def _position(xid: int, event_id: int) -> tuple[int, int]:
    if max(xid, event_id) > LARGEST:
        raise PlaceAhead(field="from")
    return xid, event_id
