"""A receiver that fails gets everything later, in order, under the same ids; one that fails for good is left alone."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from comptoir.webhooks import actions
from comptoir.webhooks.jobs import delivering
from comptoir.webhooks.ports import post
from comptoir.wiring.lanes import Rest
from tests.house import BREAD, IRIS, House
from tests.parts import free_port
from tests.story import Story
from tests.webhooks.hooks import Hooks
from tests.webhooks.receiver import Answer


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (Answer(500), {"what": "answered", "status": 500}),
        (Answer(404), {"what": "answered", "status": 404}),
        (Answer(302, {"location": "http://127.0.0.1:1/"}), {"what": "answered", "status": 302}),
        (Answer(429), {"what": "answered", "status": 429}),
        (Answer(hangs=True), {"what": "late", "status": None}),
        (Answer(cuts=True), {"what": "no_connection", "status": None}),
    ],
)
async def test_what_was_not_taken_is_sent_again_under_the_same_id(
    house: House, hooks: Hooks, monkeypatch: pytest.MonkeyPatch, answer: Answer, trouble: Any
) -> None:
    monkeypatch.setattr(post, "TIMEOUT_S", 0.3)
    webhook_id = await hooks.add("order.placed")
    numbers = [(await Story.begin(house, (BREAD, 1))).number for _ in range(3)]
    hooks.receiver.answers = [Answer(), answer, answer]
    rest = await hooks.deliver(webhook_id)
    assert rest is not None
    assert not rest.wakes
    assert await hooks.trouble(webhook_id) == trouble
    house.wait(seconds=4)
    await hooks.deliver(webhook_id)
    assert len(hooks.receiver.heard) == 2, "it is not tried before five seconds"
    for _ in range(2):
        house.wait(seconds=30)
        await hooks.deliver(webhook_id)
    assert [each.data["number"] for each in hooks.receiver.taken] == numbers
    assert len({each.id for each in hooks.receiver.heard[1:4]}) == 1
    assert len({each.id for each in hooks.receiver.heard}) == 3
    assert await hooks.trouble(webhook_id) is None
    assert await hooks.noted() == ["added", "failing", "failing", "recovered"]


async def test_pauses_grow_and_the_count_begins_anew_after_a_success(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add("order.placed")
    await Story.begin(house, (BREAD, 1))
    hooks.receiver.otherwise = Answer(503)
    pauses: list[timedelta] = []
    for _ in range(14):
        await hooks.deliver(webhook_id)
        next_try_at = (await hooks.course(webhook_id)).next_try_at
        assert next_try_at
        pauses.append(next_try_at - house.clock.now())
        house.clock.at = next_try_at
    assert timedelta(seconds=5) <= pauses[0] <= timedelta(seconds=10)
    assert all(timedelta(minutes=30) <= pause <= timedelta(hours=1) for pause in pauses[-3:])
    assert pauses[:9] == sorted(pauses[:9]), "each is longer than the last until they last an hour"
    hooks.receiver.otherwise = Answer()
    await hooks.deliver(webhook_id)
    assert (await hooks.course(webhook_id)).failures == 0


@pytest.mark.parametrize("says_when", [False, True])
async def test_a_receiver_that_asks_for_patience_gets_it(house: House, hooks: Hooks, says_when: bool) -> None:
    webhook_id = await hooks.add("order.placed")
    await Story.begin(house, (BREAD, 1))
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=600)) if says_when else "600"
    hooks.receiver.answers = [Answer(429, {"retry-after": until})]
    await hooks.deliver(webhook_id)
    house.wait(seconds=590)
    await hooks.deliver(webhook_id)
    assert hooks.receiver.taken == []
    house.wait(seconds=11)
    await hooks.deliver(webhook_id)
    assert hooks.receiver.types == ["order.placed"]


async def test_a_receiver_that_is_gone_is_left_alone_until_somebody_resumes(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add("order.placed")
    number = (await Story.begin(house, (BREAD, 1))).number
    hooks.receiver.answers = [Answer(410)]
    assert await hooks.deliver(webhook_id) is None
    house.wait(days=30)
    assert await hooks.deliver(webhook_id) is None
    assert await hooks.state(webhook_id) == "disabled"
    async with house.work(IRIS) as work:
        await actions.resume_webhook(work, webhook_id)
    await hooks.deliver(webhook_id)
    assert [each.data["number"] for each in hooks.receiver.taken] == [number]
    assert await hooks.noted() == ["added", "disabled", "resumed"]


async def test_after_five_days_of_failures_it_is_disabled(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add("order.placed")
    await Story.begin(house, (BREAD, 1))
    hooks.receiver.otherwise = Answer(500)
    days = 0
    while await hooks.deliver(webhook_id):
        days += 1
        house.wait(days=1)
    assert days == 5
    assert await hooks.state(webhook_id) == "disabled"
    assert await hooks.noted() == ["added", *["failing"] * 5, "disabled"]


async def test_where_nobody_listens_it_is_tried_again(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add("order.placed", url=f"http://127.0.0.1:{free_port()}/")
    await Story.begin(house, (BREAD, 1))
    await hooks.deliver(webhook_id)
    assert await hooks.trouble(webhook_id) == {"what": "no_connection", "status": None}


async def test_a_message_that_cannot_be_written_blocks_its_webhook_and_says_so(
    house: House, hooks: Hooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        raise LookupError("no such thing")

    webhook_id = await hooks.add("order.placed")
    await Story.begin(house, (BREAD, 1))
    with monkeypatch.context() as patched:
        patched.setattr(delivering, "write_message", broken)
        await hooks.deliver(webhook_id)
    assert await hooks.trouble(webhook_id) == {"what": "unwritable", "status": None}
    house.wait(minutes=1)
    await hooks.deliver(webhook_id)
    assert hooks.receiver.types == ["order.placed"], "and nothing is lost"


async def test_who_changes_it_while_a_message_is_on_its_way_is_heeded_at_once(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add("order.placed")
    for _ in range(3):
        await Story.begin(house, (BREAD, 1))
    hooks.receiver.answers = [Answer(hangs=True)]
    delivering_now = asyncio.create_task(hooks.deliver(webhook_id))
    await hooks.receiver.arrived.wait()
    async with house.work(IRIS) as work:
        await actions.pause_webhook(work, webhook_id)
    delivering_now.cancel()
    await asyncio.gather(delivering_now, return_exceptions=True)
    assert await hooks.deliver(webhook_id) is None
    assert len(hooks.receiver.heard) == 1
    async with house.work(IRIS) as work:
        await actions.resume_webhook(work, webhook_id)
    assert await hooks.deliver(webhook_id) == Rest(1.0)
    assert len(hooks.receiver.taken) == 3
