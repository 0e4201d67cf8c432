"""Whatever people do on a walk, in whatever order: no unit is lost, and stock and orders never contradict each other.

The shelf as it really is stands beside what the system knows: a unit is on it, in a tote, or was put back.
"""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from functools import partial
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.fulfilment import actions
from comptoir.fulfilment.actions.waves.picking import Placed
from comptoir.kit.errors import Refused
from comptoir.wiring.actors import Actor
from tests.fulfilment.walk import Walk
from tests.house import BREAD, CHEESE, HUGO, LEA, House
from tests.invariants.shop import Shop
from tests.invariants.truth import contradictions
from tests.reacting import react

ENOUGH = settings(
    max_examples=8,
    stateful_step_count=14,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
STOCK = {BREAD: 10, CHEESE: 5}
variant = some.sampled_from((BREAD, BREAD, CHEESE))
tote = some.integers(1, 4)
orders = some.lists(
    some.lists(some.tuples(some.sampled_from((BREAD, CHEESE)), some.just(1)), min_size=1, max_size=2, unique=True),
    min_size=4,
    max_size=4,
)


class Story(RuleBasedStateMachine):
    """Léa walks, Hugo may go on; customers cancel meanwhile. The steps run on the loop of the test."""

    def __init__(self, engine: AsyncEngine, house: House, loop: asyncio.AbstractEventLoop, seen: Counter[str]) -> None:
        super().__init__()
        self.house, self.shop, self.loop, self.seen = house, Shop(engine, house), loop, seen
        self.holder: Actor = LEA
        self.in_totes: Counter[tuple[int, int]] = Counter()
        self.cancelled: set[int] = set()
        self.last: tuple[Placed, int] | None = None

    def do(self, step: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(step, self.loop).result(30)

    def attempt(self, name: str, step: Coroutine[Any, Any, Any]) -> Any:
        """What it gives; None where it was refused."""
        try:
            done = self.do(step)
        except Refused:
            return None
        self.do(react(self.house))
        self.seen[name] += 1
        return done or True

    @initialize(lines=orders)
    def begin(self, lines: list[list[tuple[int, int]]]) -> None:
        self.do(self.shop.open())
        self.walk = self.do(Walk.begin(self.house, *lines))
        self.cancelled = set()

    @rule(variant=variant)
    def scan(self, variant: int) -> None:
        if placed := self.attempt("scan", self.walk.scan(variant, who=self.holder)):
            self.in_totes[placed.tote, variant] += 1
            self.last = placed, variant

    @rule()
    def scan_all(self) -> None:
        for variant in (BREAD, BREAD, BREAD, CHEESE, CHEESE, CHEESE):
            self.scan(variant)

    @rule(variant=variant)
    def scan_by_who_has_it_not(self, variant: int) -> None:
        assert self.attempt("stolen", self.walk.scan(variant, who=HUGO if self.holder is LEA else LEA)) is None

    @rule()
    def undo(self) -> None:
        if self.holder is LEA and self.last:
            placed, variant = self.last
            if self.attempt("undo", self.walk.unpick(placed)):
                self.in_totes[placed.tote, variant] -= 1

    @rule(variant=variant)
    def refuse(self, variant: int) -> None:
        if self.holder is LEA:
            self.attempt("refuse", self.walk.refuse(variant, 1, "capacity"))

    @rule(tote=tote)
    def cancel(self, tote: int) -> None:
        if self.attempt("cancel", self.walk.cancel(tote)):
            self.cancelled.add(tote)

    @rule(tote=tote)
    def put_back(self, tote: int) -> None:
        if self.attempt("put back", self.walk.put_back(tote, who=self.holder)) and tote in self.cancelled:
            for variant in STOCK:
                self.in_totes[tote, variant] = 0

    @rule(tote=tote)
    def ready(self, tote: int) -> None:
        self.attempt("ready", self.walk.ready(tote, who=self.holder))

    @rule(tote=tote)
    def hand_one_back(self, tote: int) -> None:
        self.attempt("hand back", self.hand_back(tote))

    async def hand_back(self, tote: int) -> None:
        async with self.house.work(self.holder) as work:
            await actions.hand_back(work, self.walk.preparations[tote - 1])

    @rule(is_offered=some.booleans())
    def go_on(self, is_offered: bool) -> None:
        other = HUGO if self.holder is LEA else LEA
        if is_offered:
            self.attempt("offer", self.walk.offer(other, who=self.holder))
        if self.attempt("take", self.walk.take(other, over=not is_offered)):
            self.holder = other

    @rule()
    def dissolve(self) -> None:
        if sum(self.in_totes.values()) > 3:
            self.attempt("dissolve", self.walk.dissolve(who=self.holder))

    @invariant()
    def nothing_contradicts(self) -> None:
        if hasattr(self, "walk"):
            assert self.do(contradictions(self.house)) == []

    @invariant()
    def every_unit_is_in_its_tote(self) -> None:
        """What the system counts as picked for the orders of the walk is what lies in their totes, put back or not."""
        if not hasattr(self, "walk"):
            return
        picked = self.do(self.picked())
        for (tote, variant), units in self.in_totes.items():
            if tote not in self.cancelled:
                assert picked.get((tote, variant), 0) == units
        for tote in self.do(self.to_put_back()):
            assert sum(self.in_totes[tote, variant] for variant in STOCK) > 0

    async def picked(self) -> dict[tuple[int, int], int]:
        query = """SELECT number, variant_id, sum(picked)::int AS units
            FROM totes JOIN preparation_lines USING (preparation_id) WHERE wave_id = :id GROUP BY 1, 2"""
        rows = await self.house.rows(query, id=self.walk.id)
        return {(row.number, row.variant_id): row.units for row in rows}

    async def to_put_back(self) -> list[int]:
        return [number for number, stands in enumerate(await self.walk.standings(), 1) if stands == "put_back"]


async def test_no_walk_loses_a_unit(engine: AsyncEngine, house: House) -> None:
    seen: Counter[str] = Counter()
    story: Any = partial(Story, engine, house, asyncio.get_running_loop(), seen)
    await asyncio.to_thread(run_state_machine_as_test, story, settings=ENOUGH)
    assert {"scan", "cancel", "put back", "take", "refuse", "ready"} <= set(seen)
