"""Whatever happens to stock, several things at once: no unit is promised twice, and the ledger always adds up.

Hypothesis chooses what happens together, looks for the story that breaks an invariant, and tells it.
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from functools import partial
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.house import ANNECY, BREAD, CHEESE, LYON, House
from tests.invariants.shop import Shop
from tests.invariants.stockroom import Deed, Stockroom
from tests.invariants.truth import contradictions
from tests.reacting import react

Value = TypeVar("Value")

ENOUGH = settings(
    max_examples=30,
    stateful_step_count=20,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)

location, variant = some.sampled_from((LYON, LYON, LYON, ANNECY)), some.sampled_from((BREAD, BREAD, BREAD, CHEESE))
few, units, which = some.integers(1, 4), some.integers(0, 9), some.integers(0, 1000)
minutes = some.sampled_from((1, 5, 30))
reasons = some.sampled_from(("found", "return", "loss", "theft", "damage", "display", "block", "restore", "disposal"))
refusals = some.sampled_from(("not_in_stock", "damaged", "display_only", "capacity"))

deeds = some.one_of(
    *[some.tuples(some.just("sell"), location, variant, few)] * 3,
    *[some.tuples(some.just("hold"), location, variant, few, minutes)] * 2,
    some.tuples(some.just("extend"), which, minutes),
    some.tuples(some.just("release"), which),
    some.tuples(some.just("buy"), which),
    some.tuples(some.just("cancel"), which),
    some.tuples(some.sampled_from(("expire", "give_up"))),
    some.tuples(some.just("count"), location, variant, units, some.sampled_from((0, 0, 2, 20))),
    some.tuples(some.just("adjust"), location, variant, reasons, few),
    some.tuples(some.just("keep_back"), some.just(LYON), some.integers(0, 1)),
    some.tuples(some.just("prepare"), which, some.integers(1, 7)),
    some.tuples(some.just("refuse"), which, refusals, some.sampled_from((None, 0))),
    *[some.tuples(some.just("balance"), variant, few)] * 2,
    *[some.tuples(some.just("gather"), which, few, some.sampled_from((None, "not_in_stock", "damaged")))] * 3,
    some.tuples(some.just("call_off"), which),
    *[some.tuples(some.just("receive"), which, some.integers(0, 4), some.booleans())] * 2,
)


class Story(RuleBasedStateMachine):
    """What happens in a stock room. The steps run on the loop of the test, which waits in another thread."""

    def __init__(
        self, engine: AsyncEngine, house: House, loop: asyncio.AbstractEventLoop, seen: Counter[tuple[str, bool]]
    ) -> None:
        super().__init__()
        self.shop, self.loop, self.seen = Shop(engine, house), loop, seen
        self.run(self.shop.open())
        self.stockroom = Stockroom(self.shop.house)

    def run(self, step: Coroutine[Any, Any, Value]) -> Value:
        return asyncio.run_coroutine_threadsafe(step, self.loop).result(60)

    @rule(together=some.lists(deeds, min_size=4, max_size=10))
    def happen(self, together: list[Deed]) -> None:
        """All of it at the same moment."""
        self.run(self._at_once(together))

    @rule(minutes=some.sampled_from((1, 6, 8 * 24 * 60)))
    def wait(self, minutes: int) -> None:
        self.shop.house.wait(minutes=minutes)
        self.run(self.shop.house.settle())
        self.run(react(self.shop.house))

    @invariant()
    def nothing_contradicts(self) -> None:
        assert self.run(contradictions(self.shop.house)) == []

    async def _at_once(self, together: list[Deed]) -> None:
        done = await asyncio.gather(*map(self.stockroom.do, together))
        self.seen.update((deed[0], is_done) for deed, is_done in zip(together, done, strict=True))


async def test_no_story_promises_a_unit_twice_or_loses_one(engine: AsyncEngine, house: House) -> None:
    seen: Counter[tuple[str, bool]] = Counter()
    story: Any = partial(Story, engine, house, asyncio.get_running_loop(), seen)
    await asyncio.to_thread(run_state_machine_as_test, story, settings=ENOUGH)
    always_possible = {"expire", "give_up", "count", "keep_back"}
    names = {name for name, _ in seen}
    assert {name for name in names if not seen[name, True]} == set()
    assert {name for name in names - always_possible if not seen[name, False]} == set()
