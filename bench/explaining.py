"""Bench `explaining`: why a location serves nothing of an order of many lines, with all that would change it.

The network and the stock are those of bench `routing`. Method: see README.md.
"""

import gc
from collections.abc import Iterator, Sequence
from itertools import islice
from random import Random
from time import thread_time
from typing import Any

from bench.ground import figure, percentile, say
from bench.routing_chain import POLICY, Ground, case, ground
from comptoir.cli.baskets import Basket
from comptoir.cli.chain import whole_chain
from comptoir.cli.receipts import Receipts
from comptoir.routing.rules.considering import considered
from comptoir.routing.rules.explaining import deciding_stages, explain
from comptoir.routing.rules.planning import plan

STORES, BASKETS = 457, 30_000
LINES = (5, 20, 60, 100)
ORDERS, NEXT, FURTHER = 20, 3, 60


def main() -> None:
    """Explain the next best locations of orders, and one that is far from serving."""
    chain = whole_chain()
    on, baskets = ground(chain, STORES), list(islice(Receipts(chain), BASKETS))
    gc.collect()
    gc.freeze()
    for lines in LINES:
        times = [time for n in range(ORDERS) for time in _times(on, _merged(baskets, lines, Random(n)))]
        params: dict[str, Any] = {"locations": STORES + 2, "lines": lines, "explanations": len(times)}
        say(f"{lines} lines: p50 {percentile(times, 0.5) * 1000:.0f} ms, at most {max(times) * 1000:.0f} ms")
        figure("explaining", "p50_ms", percentile(times, 0.50) * 1000, "ms", params=params)
        figure("explaining", "p99_ms", percentile(times, 0.99) * 1000, "ms", params=params)


def _merged(baskets: Sequence[Basket], lines: int, chance: Random) -> Basket:
    """What several households bought, as one order; some of it can't be sent, and is left out by `case`."""
    first = chance.choice(baskets)
    found = dict(first.lines)
    while len(found) < lines * 1.1:
        found.update(chance.choice(baskets).lines)
    return Basket(first.number, first.household, first.store, first.at, tuple(islice(found.items(), int(lines * 1.1))))


def _times(on: Ground, basket: Basket) -> Iterator[float]:
    """Of the processor, in seconds."""
    demand, snapshot = case(on, basket)
    made = plan(demand, snapshot, POLICY)
    (stage,) = deciding_stages(demand, snapshot, POLICY, made)
    ranked = [each.location for each in considered(stage) if not each.serves]
    for location in (*ranked[:NEXT], ranked[FURTHER]):
        began = thread_time()
        explain(demand, snapshot, POLICY, made, location)
        yield thread_time() - began
