"""Rows of a feed in our own ids, and what is checked before stock is touched."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from comptoir.catalogue.rules import normalise_gtin
from comptoir.stock.rules.rows import BadRow, DeltaRow, InboundRow, Kind, Row, SnapshotRow, Unknown

AHEAD = timedelta(minutes=5)
"""So far the clock of another system may be ahead of ours."""

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""What is said of before is a mistake, and some moments before no database can hold."""

REMEMBERED = timedelta(days=90)
"""Lines of receipts are known again for so long; older ones are not taken, so that none can count twice."""

# Plain tuples: there are a million in a feed, and they are sorted by their first three.
Stated = tuple[int, int, int, int, datetime | None]
"""Location id, variant id, line; the units that were there, and their own moment if they have one."""
Moved = tuple[int, int, int, int, datetime, str, str]
"""Location id, variant id, line; units, when, cause, reference."""
Coming = tuple[int, int, int, int, str, str, date | None]
"""Location id, variant id, line; units, kind, reference, and when they are expected."""

Fed = Stated | Moved | Coming


class Codes(msgspec.Struct):
    """Our ids of the codes that rows name. What is missing here may exist all the same."""

    locations: dict[str, int] = {}
    skus: dict[str, int] = {}
    gtins: dict[str, int] = {}


class Moments(msgspec.Struct, frozen=True):
    """When a feed is taken, and the moment that it gives to rows without one."""

    now: datetime
    usual: datetime | None = None

    def check(self, moment: datetime, field: str) -> None:
        """Raises BadRow for a moment that is to come, or that cannot be."""
        if moment > self.now + AHEAD:
            raise BadRow("in_future", field=field)
        if moment < LONG_AGO:
            raise BadRow("long_ago", field=field)


def stated(row: SnapshotRow, line: int, codes: Codes, moments: Moments) -> Stated:
    """Raises BadRow."""
    location_id, variant_id = level_of(row, codes)
    if row.as_of is not None:
        moments.check(row.as_of, "as_of")
    return location_id, variant_id, line, row.on_hand, row.as_of


def moved(row: DeltaRow, line: int, codes: Codes, moments: Moments) -> Moved:
    """Raises BadRow."""
    location_id, variant_id = level_of(row, codes)
    if row.quantity == 0:
        raise BadRow("not_a_quantity", field="quantity")
    if (at := row.at or moments.usual) is None:
        raise BadRow("missing", field="at")
    moments.check(at, "at")
    if at < moments.now - REMEMBERED:
        raise BadRow("too_old", field="at")
    cause = row.cause or ("sale" if row.quantity < 0 else "return")
    return location_id, variant_id, line, row.quantity, at, cause, row.reference


def coming(row: InboundRow, line: int, codes: Codes, moments: Moments) -> Coming:  # noqa: ARG001 - as the others
    """Raises BadRow."""
    return *level_of(row, codes), line, row.quantity, row.kind, row.reference, row.expected_on


RESOLVERS: dict[Kind, Callable[[Any, int, Codes, Moments], Fed]] = {
    "snapshot": stated,
    "delta": moved,
    "inbound": coming,
}
"""How a row of each kind becomes ours."""


class Chosen(msgspec.Struct, frozen=True):
    """The rows that count, in key order, one for each level; and the lines of those that do not."""

    rows: list[Stated]
    late: list[int]
    duplicate: list[int]


def once(rows: Iterable[Stated], *, as_of: datetime) -> Chosen:
    """Of rows about the same level the newest, and of those of one moment the first."""
    chosen = Chosen([], [], [])
    for row in sorted(rows):
        if chosen.rows and chosen.rows[-1][:2] == row[:2]:
            _choose(chosen, row, as_of)
        else:
            chosen.rows.append(row)
    return chosen


def _choose(chosen: Chosen, row: Stated, as_of: datetime) -> None:
    before = chosen.rows[-1]
    moment, moment_before = row[4] or as_of, before[4] or as_of
    if moment == moment_before:
        chosen.duplicate.append(row[2])
    elif moment < moment_before:
        chosen.late.append(row[2])
    else:
        chosen.late.append(before[2])
        chosen.rows[-1] = row


def level_of(row: Row, codes: Codes) -> tuple[int, int]:
    """The location and the variant that a row is about. Raises BadRow."""
    location_id = codes.locations.get(row.location)
    if location_id is None:
        raise Unknown("unknown_location", location=row.location)
    if row.sku is None:
        return location_id, _by_gtin(row.gtin, codes)
    variant_id = codes.skus.get(row.sku)
    if variant_id is None:
        raise Unknown("unknown_sku", sku=row.sku)
    return location_id, variant_id


def _by_gtin(gtin: str | None, codes: Codes) -> int:
    """GTINs come in four forms, and the check digit takes time: the form that was used is kept beside ours."""
    if gtin is None:
        raise BadRow("no_variant")
    variant_id = codes.gtins.get(gtin)
    if variant_id is None:
        variant_id = codes.gtins.get(normalise_gtin(gtin) or "")
        if variant_id is None:
            raise Unknown("unknown_gtin", gtin=gtin)
        codes.gtins[gtin] = variant_id
    return variant_id
