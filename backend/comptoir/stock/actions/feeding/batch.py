"""A small batch of rows, taken at once, in one transaction with the answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from comptoir.kit.errors import N_, Invalid
from comptoir.stock.actions.feeding.movements import take_movements
from comptoir.stock.actions.feeding.statements import Saying, Taken, take_statements
from comptoir.stock.queries.codes import look_up
from comptoir.stock.rules.fed import AHEAD, LONG_AGO, RESOLVERS, Codes, Moments
from comptoir.stock.rules.rows import BadRow, DeltaRow, Kind, Row, SnapshotRow
from comptoir.wiring.work import Work


class AsOfImpossible(Invalid):
    slug = "as-of-impossible"
    title = N_("as_of must lie between the year 2000 and now.")


class Batch(msgspec.Struct, frozen=True):
    """What became of the rows of a batch, which are counted from 1; of the bad ones why."""

    taken: Taken
    bad: dict[int, BadRow]


async def take_snapshot(
    work: Work, rows: Sequence[SnapshotRow], *, source: str, as_of: datetime, sequence: int = 0
) -> Batch:
    """Take what a source says was there at a moment. Raises AsOfImpossible."""
    check_as_of(as_of, now=work.now)
    fed, bad = await _resolved(work, "snapshot", rows)
    taken = await take_statements(work, fed, Saying(as_of, sequence, f"feed:{source}"), opens=True)
    return Batch(taken, bad | {line: BadRow("duplicate") for line in taken.duplicate})


async def take_deltas(work: Work, rows: Sequence[DeltaRow], *, source: str) -> Batch:
    """Take what a source says was moved."""
    fed, bad = await _resolved(work, "delta", rows)
    return Batch(await take_movements(work, fed, source=source), bad)


def check_as_of(as_of: datetime, *, now: datetime) -> None:
    """Raises AsOfImpossible."""
    if not LONG_AGO <= as_of <= now + AHEAD:
        raise AsOfImpossible(field="as_of")


async def _resolved(work: Work, kind: Kind, rows: Sequence[Row]) -> tuple[list[Any], dict[int, BadRow]]:
    codes, moments, resolve = Codes(), Moments(work.now), RESOLVERS[kind]
    await look_up(work, codes, rows)
    fed, bad = list[Any](), dict[int, BadRow]()
    for line, row in enumerate(rows, 1):
        try:
            fed.append(resolve(row, line, codes, moments))
        except BadRow as error:
            bad[line] = error
    return fed, bad
