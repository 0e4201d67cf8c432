"""Computing past decisions again, and showing what differs."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from time import monotonic
from typing import Any

import msgspec
from rich.table import Table

from comptoir.cli.working import working
from comptoir.routing.queries.kept import Kept, Which, count_decisions, decisions_after, kept_network
from comptoir.routing.queries.policies import policy
from comptoir.routing.rules.verifying import Check, deviations
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

WORDS: dict[Check, str] = {
    "network": "network not kept",
    "versions": "versions, in the record",
    "record": "record unreadable",
    "plan": "plan:",
}

Heard = Callable[[int, int], None]
"""Hears how many of how many decisions are proved."""


class Finding(msgspec.Struct, frozen=True):
    """Where a decision differs."""

    number: str
    decision_id: str
    made_at: datetime
    check: Check
    part: str
    kept: Any
    computed: Any


class Proof(msgspec.Struct):
    """What was computed again, and what came out otherwise."""

    decisions: int = 0
    seconds: float = 0
    findings: list[Finding] = []

    def __str__(self) -> str:
        found = _counted(len(self.findings), "difference") if self.findings else "no difference"
        return f"{_counted(self.decisions, 'decision')} in {self.seconds:.1f} s: {found}."


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'s' * (count != 1)}"


async def recompute(settings: Settings, since: datetime | None, *, progress: Heard) -> Proof:
    """Compute all decisions from a moment on again."""
    began, proof, last = monotonic(), Proof(), None
    async with working(settings) as work:
        which = Which(since=since)
        total = await count_decisions(work, which)
        while found := await decisions_after(work, last, which):
            for made in found:
                proof.findings += await _findings(work, made)
            last = found[-1].made_at, found[-1].id
            proof.decisions += len(found)
            progress(proof.decisions, total)
            await work.rollback()  # a transaction of minutes would hold back every reader of the log
    proof.seconds = monotonic() - began
    return proof


async def _findings(work: Work, made: Kept) -> Iterator[Finding]:
    network, held = await kept_network(work, made.network_version), await policy(work, made.policy_version)
    found = deviations(made.record, made.plan, network=network, policy=held)
    about = {"number": made.number, "decision_id": str(made.id), "made_at": made.made_at}
    return (Finding(**about, **msgspec.structs.asdict(each)) for each in found)


def as_table(found: Iterable[Finding]) -> Table:
    """Differences for people."""
    table = Table("order", "made at", "what", "kept", "computed", box=None, header_style="bold", pad_edge=False)
    for each in found:
        what = f"{WORDS[each.check]} {each.part}".strip()
        shown = (_short(value) for value in (each.kept, each.computed))
        table.add_row(each.number, f"{each.made_at:%Y-%m-%d %H:%M}", what, *shown)
    return table


def as_json(found: Iterable[Finding]) -> str:
    """Differences for machines, a JSON object on a line."""
    return "".join(msgspec.json.encode(each).decode() + "\n" for each in found)


def _short(value: Any) -> str:
    text = "" if value is None else msgspec.json.encode(value).decode()
    return text if len(text) <= 60 else text[:59] + "…"
