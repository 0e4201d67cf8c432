"""Whatever is done while tablets are away, and in whatever order it is sent: once each, one conflict for each refusal.

Two tablets keep commands, a third is online, customers cancel; answers are lost on the way, and commands sent again.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Coroutine
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import httpx
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from litestar import Litestar
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.kit.errors import Refused
from comptoir.wiring.actors import Actor
from tests.fulfilment.visitors import HTMX
from tests.house import BREAD, CHEESE, HUGO, LEA, LYON, NADIA, SKUS, House
from tests.identity.conftest import PIN, Browser, app, chain, hash_of, tablet_of
from tests.invariants.shop import Shop
from tests.invariants.truth import contradictions
from tests.journey import balance, call_off
from tests.reacting import react
from tests.story import Story as Order

__all__ = ["app", "chain"]

ENOUGH = settings(
    max_examples=12,
    stateful_step_count=14,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
WORK = ("all", "all", "all", "take", "pick", "ready", "hand-over", "part", "part", "no-show")
FIELDS = {"ready": {"bin": "A1"}, "no-show": {"reason": "refused_by_customer"}}
FOUND = ("shelved", "damaged", "missing")
LINE = "SELECT id FROM preparation_lines WHERE preparation_id = :id AND variant_id = :variant"
ON_LIST = "SELECT id FROM put_backs ORDER BY opened_at, id LIMIT 1"
LEFT_TWICE = """SELECT reference, variant_id, sum(on_hand_change) FROM movements
    WHERE reference LIKE 'order:%' AND location_id = 1 GROUP BY 1, 2 HAVING sum(on_hand_change) < -1"""
TWO_CARDS = """SELECT staff_id, preparation_id, transfer_id FROM conflicts WHERE resolved_at IS NULL
    GROUP BY 1, 2, 3 HAVING count(DISTINCT is_entered) > 1"""
PICKS = "SELECT count(*) FROM events WHERE name IN ('UnitsPicked', 'TransferPicked') AND actor = :actor"
PICK = re.compile(r"/(preparations|transfers)/.*/(scan|pick)$")
CONFLICTS = "SELECT count(*) FROM conflicts WHERE key = :key AND actor = :actor"


class Command(NamedTuple):
    """What somebody did, and when."""

    path: str
    key: str
    at: datetime
    fields: dict[str, str]


class Away:
    """A tablet without a connection, and the answers that it has had."""

    def __init__(self, house: House, browser: Browser, person: Actor) -> None:
        self.house, self.browser, self.person = house, browser, person
        self.kept: list[Command] = []
        self.answered = 0
        self.answers: dict[str, httpx.Response] = {}

    def keep(self, path: str, **fields: str) -> None:
        self.kept.append(Command(path, str(uuid4()), self.house.clock.now(), fields))

    async def send_next(self, *, is_lost: bool) -> None:
        """The first that has no answer yet; where that is lost on the way, it is sent again the next time."""
        if self.answered < len(self.kept):
            await self.send(self.kept[self.answered])
            self.answered += not is_lost

    async def send(self, command: Command) -> None:
        """Send it; what was answered before is answered the same."""
        ago = (self.house.clock.now() - command.at).total_seconds()
        acted = {"Acted-By": self.person.id, "Acted-Ago": f"{ago:.3f}", "Idempotency-Key": command.key}
        answer = await self.browser.post(command.path, headers=HTMX | acted, **command.fields)
        before = self.answers.setdefault(command.key, answer)
        assert (answer.status_code, answer.text) == (before.status_code, before.text)
        assert answer.status_code < 400 or "Conflict" in answer.headers, answer.text


class Story(RuleBasedStateMachine):
    """The steps run on the loop of the test, which waits in another thread."""

    def __init__(
        self, engine: AsyncEngine, house: House, app: Litestar, loop: asyncio.AbstractEventLoop, seen: Counter[str]
    ) -> None:
        super().__init__()
        self.seen = seen
        self.house, self.app, self.shop, self.loop = house, app, Shop(engine, house), loop
        self.tablets: list[Away] = []

    def do(self, step: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(step, self.loop).result(60)

    @initialize()
    def begin(self) -> None:
        self.do(self.open())

    async def open(self) -> None:
        await self.shop.open()
        async with self.house.sessions() as session:
            await session.execute(text("UPDATE staff SET pin_hash = :pin"), {"pin": hash_of(PIN)})
            await session.commit()
        self.orders = [await Order.begin(self.house, (BREAD, 1), (CHEESE, 1)) for _ in range(2)]
        self.transfer_id: UUID = await balance(self.house, (BREAD, 2))
        self.tablets = [await self.tablet(person) for person in (LEA, HUGO, NADIA)]
        self.house.wait(minutes=5)

    async def tablet(self, person: Actor) -> Away:
        browser = await tablet_of(self.app, self.house, person.name)
        await browser.enter_pin(person)
        return Away(self.house, browser, person)

    @rule(at=some.integers(0, 1), which=some.integers(0, 1), what=some.sampled_from(WORK))
    def works_offline(self, at: int, which: int, what: str) -> None:
        self.keep(self.tablets[at], which, what)

    def keep(self, tablet: Away, which: int, what: str) -> None:
        url = f"/preparations/{self.orders[which].preparation_id}"
        if what == "pick":
            for variant in (BREAD, CHEESE):
                tablet.keep(f"{url}/scan", code=SKUS[variant])
        elif what == "all":
            for step in ("take", "pick", "ready", "hand-over"):
                self.keep(tablet, which, step)
        else:
            fields = self.part_of(which) if what == "part" else FIELDS.get(what, {})
            tablet.keep(f"{url}/{'hand-over' if what == 'part' else what}", **fields)

    def part_of(self, which: int) -> dict[str, str]:
        """The bread of an order is given, and the cheese waits."""
        line = self.do(self.house.value(LINE, id=self.orders[which].preparation_id, variant=BREAD))
        return {"becomes": "ready", "line": str(line), "taken": "1", "left_here": "0", "reason": "not_wanted"}

    @rule(at=some.integers(0, 1), variant=some.sampled_from((BREAD, CHEESE)), found=some.sampled_from(FOUND))
    def puts_back_offline(self, at: int, variant: int, found: str) -> None:
        """By a scan what is to be shelved; of the rest what the tablet has on its list."""
        place = self.do(self.house.rows(ON_LIST))
        if found == "shelved" or not place:
            self.tablets[at].keep(f"/stores/{LYON}/put-back/scan", code=SKUS[variant])
        else:
            self.tablets[at].keep(f"/put-back/{place[0].id}/not-shelved", found=found, quantity="1")

    @rule(at=some.integers(0, 1), units=some.integers(0, 2), is_sent=some.booleans())
    def moves_stock_offline(self, at: int, units: int, is_sent: bool) -> None:
        for _ in range(units):
            self.tablets[at].keep(f"/transfers/{self.transfer_id}/pick", code=SKUS[BREAD])
        if is_sent:
            self.tablets[at].keep(f"/transfers/{self.transfer_id}/send")

    @rule(which=some.integers(0, 1), what=some.sampled_from(WORK))
    def works_online(self, which: int, what: str) -> None:
        """A colleague; what is refused leaves no trace."""
        online = Away(self.house, self.tablets[2].browser, NADIA)
        self.keep(online, which, what)
        for command in online.kept:
            self.do(online.browser.post(command.path, headers=HTMX, **command.fields))

    @rule(at=some.integers(0, 1), which=some.integers(0, 1))
    def is_given_twice_though_cancelled(self, at: int, which: int) -> None:
        """What chance alone seldom finds."""
        for _ in range(2):
            self.keep(self.tablets[at], which, "all")
        self.customer_cancels(which)

    @rule(at=some.integers(0, 1))
    def is_sent_though_called_off(self, at: int) -> None:
        """The same of a transfer."""
        for step in ({"step": "pick", "code": SKUS[BREAD]}, {"step": "send"}):
            self.tablets[at].keep(f"/transfers/{self.transfer_id}/{step.pop('step')}", **step)
        self.manager_calls_off()

    @rule(which=some.integers(0, 1))
    def customer_cancels(self, which: int) -> None:
        self.attempt(self.orders[which].cancel())

    @rule()
    def manager_calls_off(self) -> None:
        self.attempt(call_off(self.house, self.transfer_id))

    def attempt(self, step: Coroutine[Any, Any, Any]) -> None:
        try:
            self.do(step)
        except Refused:
            return
        self.do(react(self.house))

    @rule(at=some.integers(0, 1), is_lost=some.booleans(), commands=some.integers(1, 5))
    def connection_is_back_for_a_moment(self, at: int, is_lost: bool, commands: int) -> None:
        for place in range(commands):
            self.do(self.tablets[at].send_next(is_lost=is_lost and place == commands - 1))
        self.do(react(self.house))

    @rule(minutes=some.integers(1, 90))
    def time_passes(self, minutes: int) -> None:
        self.house.wait(minutes=minutes)

    @invariant()
    def nothing_contradicts(self) -> None:
        if self.tablets:
            assert self.do(contradictions(self.house)) == []
            for wrong in (LEFT_TWICE, TWO_CARDS):
                assert self.do(self.house.rows(wrong)) == []

    def teardown(self) -> None:
        if self.tablets:
            self.do(self.all_is_sent())
            self.nothing_contradicts()

    async def all_is_sent(self) -> None:
        """The rest in turns, then everything once more."""
        away = self.tablets[:2]
        while any(tablet.answered < len(tablet.kept) for tablet in away):
            for tablet in away:
                await tablet.send_next(is_lost=False)
        await react(self.house)
        for row in await self.house.rows("SELECT DISTINCT command, is_entered FROM conflicts"):
            self.seen[f"{row.command} {'entered' if row.is_entered else 'refused'}"] += 1
        for tablet in away:
            for command in tablet.kept:
                await tablet.send(command)
            await self.is_counted(tablet)

    async def is_counted(self, tablet: Away) -> None:
        """Each pick that was done is one event; each refusal one conflict."""
        key, done = tablet.person.key, [each for each in tablet.kept if tablet.answers[each.key].status_code < 400]
        picks = [each for each in done if PICK.search(each.path)]
        assert await self.house.value(PICKS, actor=key) == len(picks)
        for command in tablet.kept:
            written = await self.house.value(CONFLICTS, key=UUID(command.key), actor=key)
            assert written == 1 or (command in done and written == 0)


async def test_no_command_of_a_tablet_that_was_away_is_lost_or_done_twice(
    engine: AsyncEngine, app: Litestar, chain: House
) -> None:
    seen = Counter[str]()
    story: Any = partial(Story, engine, chain, app, asyncio.get_running_loop(), seen)
    await asyncio.to_thread(run_state_machine_as_test, story, settings=ENOUGH)
    assert {"hand_over entered", "send entered", "pick refused", "put_back refused"} <= set(seen), seen
