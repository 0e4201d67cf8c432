"""Proving all levels, location by location, and showing what differs."""

from collections.abc import Callable, Collection, Iterable
from time import monotonic

import click
import msgspec
from rich.table import Table

from comptoir.cli.working import working
from comptoir.network.queries import locations
from comptoir.stock.queries.verifying import Check, Difference, count_levels, differences, places
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

WORDS: dict[Check, str] = {
    "no_level": "ledger or promises of a level that does not exist",
    "reserved": "reserved, against live reservations",
    "on_hand": "on hand, against the sum of movements",
    "unsellable": "unsellable, against the sum of movements",
    "balance": "on hand after the last movement, against the level",
    "unsellable_balance": "unsellable after the last movement, against the level",
    "chain": "movements that do not follow from the one before",
    "version": "version, against the last movement's",
    "overdue": "holds that nobody ended in time",
    "stock_out": "running stock-outs, against what is free",
}

Heard = Callable[[int, int], None]
"""Hears how many of how many locations are proved."""


class Proof(msgspec.Struct):
    """What was looked at, and what contradicts."""

    levels: int = 0
    locations: int = 0
    seconds: float = 0
    differences: list[Difference] = []

    def __str__(self) -> str:
        found = _counted(len(self.differences), "difference") if self.differences else "no difference"
        looked_at = f"{_counted(self.levels, 'level')} at {_counted(self.locations, 'location')}"
        return f"{looked_at} in {self.seconds:.1f} s: {found}."


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'s' * (count != 1)}"


async def verify(settings: Settings, codes: Collection[str], *, progress: Heard) -> Proof:
    """Prove the levels of the locations with these codes, or of all. Raises UsageError for an unknown code."""
    began, proof = monotonic(), Proof()
    async with working(settings) as work:
        proved = await location_ids(work, codes) if codes else await places(work)
        for location_id in proved:
            proof.differences += await differences(work, [location_id])
            proof.levels += await count_levels(work, [location_id])
            proof.locations += 1
            progress(proof.locations, len(proved))
    proof.seconds = monotonic() - began
    return proof


async def location_ids(work: Work, codes: Collection[str]) -> list[int]:
    """The ids of the locations with these codes. Raises UsageError for an unknown one."""
    known = {location.code: location.id for location in await locations(work)}
    if unknown := [code for code in codes if code not in known]:
        raise click.UsageError(f"There is no location {', '.join(unknown)}.")
    return [known[code] for code in dict.fromkeys(codes)]


def as_table(found: Iterable[Difference]) -> Table:
    """Differences for people."""
    table = Table("location", "SKU", "what", box=None, header_style="bold", pad_edge=False)
    for name in ("found", "expected"):
        table.add_column(name, justify="right")
    for each in found:
        place, sku = each.location or f"id {each.location_id}", each.sku or f"id {each.variant_id}"
        table.add_row(place, sku, WORDS[each.check], str(each.found), str(each.expected))
    return table


def as_json(found: Iterable[Difference]) -> str:
    """Differences for machines, a JSON object on a line."""
    return "".join(msgspec.json.encode(each).decode() + "\n" for each in found)
