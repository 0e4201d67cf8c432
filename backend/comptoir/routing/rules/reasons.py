"""Why units stay unplaced."""

from collections.abc import Iterator, Mapping

import numpy as np

from comptoir.routing.rules.numbers import Mask
from comptoir.routing.rules.outcome import Reason
from comptoir.routing.rules.policy import Listed
from comptoir.routing.rules.stage import Stage

Why = tuple[Reason, str]
"""The reason, and the filter that keeps most supplies from serving, if that is it."""


def reasons(stage: Stage, left: Mapping[int, int]) -> dict[int, Why]:
    """Why each line that has units left was not placed by the last strategy."""
    return {
        line: _why(stage, n)
        for n, want in enumerate(stage.view.wants)
        for line in want.lines
        if left.get(line)
    }  # fmt: skip


def _why(stage: Stage, n: int) -> Why:
    view = stage.view
    wanted, mine = view.wants[n].quantity, view.want == n
    anywhere, eligible = int(view.stock.available[mine].sum()), int(view.stock.available[mine & stage.passes].sum())
    if not anywhere:
        return "nowhere", ""
    if eligible < wanted:
        lacks: Reason = "too_few" if eligible else "nobody_may"
        return lacks, _keeping_most_from(stage, mine) if anywhere > eligible else ""
    return _rule_of_splitting(stage, n), ""


def _keeping_most_from(stage: Stage, supplies: Mask) -> str:
    """The filter that the most of these supplies fail, the first of equals."""
    counts = dict(_failing(stage, supplies))
    return max(counts, key=lambda name: counts[name]) if any(counts.values()) else ""


def _failing(stage: Stage, supplies: Mask) -> Iterator[tuple[str, int]]:
    view = stage.view
    for each in stage.strategy.all_filters:
        fails = each.margins(view) < 0
        yield each.name, int(np.count_nonzero((fails if each.is_of_supplies else fails[view.place]) & supplies))
    if isinstance(stage.strategy.ranking, Listed):
        yield "list", int(np.count_nonzero(supplies & ~stage.passes))


def _rule_of_splitting(stage: Stage, n: int) -> Reason:
    splitting, want = stage.strategy.splitting, stage.view.wants[n]
    marks = {stage.view.demand.lines[line].together for line in want.lines} - {""}
    if splitting.siblings and marks:
        return "siblings"
    if splitting.by == "line" and not any(want == n for content in stage.problem.rows.contents for want, _ in content):
        return "not_whole"
    if splitting.incomplete == "waits":
        return "waits"
    return "minimum" if splitting.has_minimum and not stage.problem.is_limited else "parcels"
