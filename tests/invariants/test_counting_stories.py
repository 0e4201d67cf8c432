"""Whatever is sold, picked, stolen and broken while people count: afterwards the system believes what stands there.

The shelves are a model of their own (`tests.invariants.world`). Hypothesis looks for the story in which the two differ
by more than what nobody could know.
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

from tests.house import House
from tests.invariants.shop import Shop
from tests.invariants.truth import contradictions
from tests.invariants.world import GOODS, Goods, World

Value = TypeVar("Value")

ENOUGH = settings(
    max_examples=20,
    stateful_step_count=30,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)

variant, few, which = some.sampled_from(GOODS), some.integers(1, 2), some.integers(0, 100)


class Story(RuleBasedStateMachine):
    """A day on the shelves. The steps run on the loop of the test, which waits in another thread."""

    def __init__(
        self, engine: AsyncEngine, house: House, loop: asyncio.AbstractEventLoop, seen: Counter[tuple[str, bool]]
    ) -> None:
        super().__init__()
        self.shop, self.loop, self.seen = Shop(engine, house), loop, seen
        self.run(self.shop.open())
        self.world = World(self.shop.house, {each: Goods(shelf=6) for each in GOODS})

    def run(self, step: Coroutine[Any, Any, Value]) -> Value:
        return asyncio.run_coroutine_threadsafe(step, self.loop).result(60)

    def do(self, name: str, *parameters: int) -> None:
        self.seen[name, self.run(self.world.do(name, *parameters))] += 1

    @rule(variant=variant, quantity=few)
    def order(self, variant: int, quantity: int) -> None:
        self.do("order", variant, quantity)

    @rule(name=some.sampled_from(("pick", "pick", "pick", "collect", "cancel")), which=which)
    def work(self, name: str, which: int) -> None:
        self.do(name, which)

    @rule(name=some.sampled_from(("vanish", "turn_up", "break_one", "sell_at_till")), variant=variant)
    def change(self, name: str, variant: int) -> None:
        self.do(name, variant)

    @rule()
    def tell(self) -> None:
        self.do("till_tells")

    @rule(variant=variant)
    def count(self, variant: int) -> None:
        self.do("count_one", variant)

    @rule(variant=variant, is_recounted=some.booleans())
    def conclude(self, variant: int, is_recounted: bool) -> None:
        """A count is reviewed; a line is counted again, or something happens before it is approved."""
        self.do("review")
        self.do("recount", variant) if is_recounted else self.do("pick", variant)

    @rule()
    def approve(self) -> None:
        self.do("approve")

    @invariant()
    def the_system_knows_what_it_can(self) -> None:
        assert self.run(self.world.is_known())

    @invariant()
    def nothing_contradicts(self) -> None:
        assert self.run(contradictions(self.world.house)) == []


async def test_after_a_count_the_system_believes_what_stands_there(engine: AsyncEngine, house: House) -> None:
    seen: Counter[tuple[str, bool]] = Counter()
    story: Any = partial(Story, engine, house, asyncio.get_running_loop(), seen)
    await asyncio.to_thread(run_state_machine_as_test, story, settings=ENOUGH)
    assert {name for name, _ in seen if not seen[name, True]} == set()
