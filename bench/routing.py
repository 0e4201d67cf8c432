"""Bench `routing`: the pure function that plans, over a year of real baskets as orders to ship from store.

How many plans a second on one core, and how far from the optimum that HiGHS finds. Method, model and figures of a quiet
machine: see README.md.
"""

import gc
from collections.abc import Iterator, Sequence
from itertools import islice
from time import perf_counter, thread_time
from typing import Any

from bench.ground import figure, percentile, say
from bench.routing_chain import POLICY, Ground, case, ground
from bench.routing_model import optimum
from comptoir.cli.baskets import Basket
from comptoir.cli.chain import Chain, whole_chain
from comptoir.cli.receipts import Receipts
from comptoir.routing.rules.outcome import Plan
from comptoir.routing.rules.planning import plan, plan_parts
from comptoir.routing.rules.record import record

STORES = 457
SOLVED = 2000
NETWORKS = (50, 200, 457, 2000)
LINES = (1, 5, 10, 20, 40, 60)
SAMPLE = 400
ROUNDING = 1e-7
"""Of the solver, relative."""


class Run:
    """Plans and how long they took, in seconds: by the clock, and of processor time."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.processor_time = 0.0
        self.split = self.proven = self.incomplete = 0

    def note(self, made: Plan, seconds: float, processor_seconds: float) -> None:
        self.times.append(seconds)
        self.processor_time += processor_seconds
        self.split += len(made.sources) > 1
        self.proven += made.is_proven
        self.incomplete += bool(made.unplaced)

    @property
    def per_second(self) -> float:
        return len(self.times) / self.processor_time

    def share(self, count: int) -> float:
        return count / len(self.times)


def main() -> None:
    """A year of orders, the same against HiGHS, and growth by locations and by lines."""
    chain = whole_chain()
    on, baskets = ground(chain, STORES), list(Receipts(chain))
    gc.collect()
    gc.freeze()  # as the server does: what was loaded at the start is not looked through again and again
    _report_year(_plan_all(on, baskets))
    _report_quality(*_against_optimum(on, baskets[:: len(baskets) // SOLVED][:SOLVED]))
    _report_growth(chain, on, baskets)


def _plan_all(on: Ground, baskets: Sequence[Basket]) -> Run:
    run = Run()
    for n, basket in enumerate(baskets):
        if n % 20_000 == 0:
            say(f"{n} of {len(baskets)} orders")
        demand, snapshot = case(on, basket)
        clock, processor = perf_counter(), thread_time()
        made = plan(demand, snapshot, POLICY)
        run.note(made, perf_counter() - clock, thread_time() - processor)
    return run


def _against_optimum(on: Ground, baskets: Sequence[Basket]) -> tuple[list[float], int, list[int]]:
    """Gaps to the optimum, how many were exact and proven, and the sizes of records in bytes."""
    gaps: list[float] = []
    exact, sizes = 0, list[int]()
    for n, basket in enumerate(baskets):
        if n % 500 == 0:
            say(f"{n} of {len(baskets)} orders against HiGHS")
        demand, snapshot = case(on, basket)
        sizes.append(len(record(demand, snapshot, POLICY)))
        (part,) = plan_parts(demand, snapshot, POLICY)
        if least := optimum(part.stages[0]):
            gap = part.cost / least - 1
            if gap < -ROUNDING:
                raise RuntimeError(f"Order {basket.number} was planned below the optimum: the sums differ.")
            gaps.append(gap if gap > ROUNDING else 0.0)
            exact += gaps[-1] == 0 and part.gap == 0
    return gaps, exact, sizes


def _report_year(run: Run) -> None:
    params = {"locations": STORES + 2, "orders": len(run.times)}
    say(f"{run.per_second:.0f} plans/s; {run.share(run.split):.1%} split, {run.share(run.proven):.2%} proven")
    figure("routing", "plans_per_s", run.per_second, "1/s", params=params)
    figure("routing", "p50_ms", percentile(run.times, 0.50) * 1000, "ms", params=params)
    figure("routing", "p99_ms", percentile(run.times, 0.99) * 1000, "ms", params=params)
    for name, count in {"split": run.split, "proven": run.proven, "incomplete": run.incomplete}.items():
        figure("routing", f"{name}_share", 100 * run.share(count), "%", params=params)


def _report_quality(gaps: list[float], exact: int, sizes: list[int]) -> None:
    params = {"orders": len(gaps), "against": "HiGHS"}
    figure("routing", "gap_mean", 100 * sum(gaps) / len(gaps), "%", params=params)
    figure("routing", "gap_max", 100 * max(gaps), "%", params=params)
    figure("routing", "exact_share", 100 * exact / len(gaps), "%", params=params)
    figure("routing", "record_p99_bytes", percentile([float(size) for size in sizes], 0.99), "B", params=params)


def _report_growth(chain: Chain, on: Ground, baskets: Sequence[Basket]) -> None:
    for stores in NETWORKS:
        some = baskets[:: len(baskets) // SAMPLE]
        _report_part({"locations": stores + 2}, _plan_all(on if stores == STORES else ground(chain, stores), some))
    for lines in LINES:
        some = list(islice(_with_lines(baskets, lines), SAMPLE))
        _report_part({"locations": STORES + 2, "lines": lines}, _plan_all(on, some))


def _with_lines(baskets: Sequence[Basket], lines: int) -> Iterator[Basket]:
    """Baskets of so many lines; the first lines of larger ones where there are few."""
    return (
        Basket(each.number, each.household, each.store, each.at, each.lines[:lines])
        for each in baskets[:: 1 if lines > 20 else 60]
        if lines <= len(each.lines) <= lines * 1.2 + 1
    )


def _report_part(params: dict[str, Any], run: Run) -> None:
    params |= {"orders": len(run.times)}
    figure("routing", "plans_per_s", run.per_second, "1/s", params=params)
    figure("routing", "p99_ms", percentile(run.times, 0.99) * 1000, "ms", params=params)
    figure("routing", "proven_share", 100 * run.share(run.proven), "%", params=params)
