"""Orders and preparations are told in order, each with what is so now, and nobody's name."""

import json
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from comptoir.fulfilment.actions.transfers.differing import Cleared, clear_up
from comptoir.wiring.lanes import Rest
from tests.house import BREAD, CHEESE, LEA, LYON, MARIE, PAUL, House
from tests.journey import Journey
from tests.story import Story
from tests.webhooks.hooks import Hooks
from tests.webhooks.receiver import is_genuine

ORDERS = ("order.placed", "order.cancelled")
PREPARATIONS = tuple(
    f"preparation.{state}"
    for state in ("opened", "taken", "picked", "ready", "collected", "refused", "expired", "cancelled")
)

UNKNOWN = text("""
    INSERT INTO events (at, name, data, actor) VALUES
        (now(), 'OrderPlaced', '{"order_id": 7}', 'test'), (now(), 'OrderEaten', '{}', 'test')
""")


async def test_the_life_of_an_order_is_told_in_order(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add(*ORDERS, *PREPARATIONS)
    story = await Story.begin(house)
    await story.prepare()
    await story.collect()
    assert await hooks.deliver(webhook_id) == Rest(1.0)
    assert set(hooks.receiver.types[:2]) == {"order.placed", "preparation.opened"}
    assert hooks.receiver.types[2:] == [f"preparation.{s}" for s in ("taken", "picked", "ready", "collected")]
    assert len({each.id for each in hooks.receiver.heard}) == 6


async def test_an_order_is_told_as_it_is_now(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add("order.placed")
    story = await Story.begin(house, (BREAD, 1), (CHEESE, 2))
    await story.take()
    await story.miss_a_cheese()
    await hooks.deliver(webhook_id)
    (placed,) = hooks.receiver.taken
    order = placed.data
    assert (order["id"], order["number"], order["location"]) == (str(story.order_id), story.number, "LYON")
    assert (order["status"], order["channel"], order["method"]) == ("routed", "web", "collect")
    assert order["version"] == await house.value("SELECT version FROM orders")
    assert order["version"] > 1
    assert [(line["sku"], line["quantity"], line["unplaced"]) for line in order["lines"]] == [
        ("BREAD", 1, 0),
        ("CHEESE", 2, 1),
    ]
    assert (order["total"], order["currency"]) == (250 + 2 * 690, "EUR")


async def test_a_preparation_is_told_with_its_lines(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add("preparation.ready")
    story = await Story.begin(house)
    await story.prepare()
    await hooks.deliver(webhook_id)
    (ready,) = hooks.receiver.taken
    told = ready.data
    assert (told["id"], told["order_id"]) == (str(story.preparation_id), str(story.order_id))
    assert (told["order_number"], told["location"], told["state"]) == (story.number, "LYON", "ready")
    assert told["version"] == await house.value("SELECT version FROM preparations")
    assert [(line["sku"], line["picked"]) for line in told["lines"]] == [("BREAD", 1), ("CHEESE", 2)]


async def test_boxes_are_told_when_the_carrier_has_them(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add("preparation.packed", "parcel.shipped")
    journey = await Journey.begin(house, (BREAD, 1, LYON), method="ship")
    for verb in (journey.take, journey.pick_all):
        await verb()
    await journey.pack("1.2", "0.4", boxes=2)
    await journey.ship("6A1", "6A2")
    await hooks.deliver(webhook_id)
    packed, shipped = hooks.receiver.taken
    assert (packed.type, shipped.type) == ("preparation.packed", "parcel.shipped")
    told = [(box["number"], box["weight"], box["carrier"], box["tracking"]) for box in shipped.data["parcels"]]
    assert told == [(1, 1200, "Colissimo", "6A1"), (2, 400, "Colissimo", "6A2")]
    assert (shipped.data["state"], shipped.data["method"], shipped.data["destination"]) == ("shipped", "ship", None)


async def test_a_transfer_is_told_at_both_ends(house: House, hooks: Hooks) -> None:
    types = (
        "preparation.sent",
        "transfer.created",
        "transfer.sent",
        "transfer.received",
        "transfer.discrepancy_closed",
    )
    webhook_id = await hooks.add(*types)
    journey = await Journey.begin(house, (BREAD, 2, LYON))
    await journey.set_off()
    await journey.count(BREAD, 2, damaged=1)
    await journey.receive()
    await hooks.deliver(webhook_id)
    (damaged,) = hooks.receiver.taken[-1].data["discrepancies"]
    assert (damaged["sku"], damaged["kind"], damaged["quantity"], damaged["reason"]) == ("BREAD", "damaged", 1, None)
    await journey.do(lambda work: clear_up(work, UUID(damaged["id"]), said=Cleared("sound")), PAUL)
    await hooks.deliver(webhook_id)
    heard = {each.type: each.data for each in hooks.receiver.taken}
    assert set(heard) == set(types)
    assert heard["preparation.sent"]["destination"] == "ANNECY"
    (said,) = heard["transfer.discrepancy_closed"]["discrepancies"]
    assert (said["id"], said["reason"]) == (damaged["id"], "sound")
    arrived = heard["transfer.received"]
    assert (arrived["source"], arrived["destination"], arrived["state"]) == ("LYON", "ANNECY", "received")
    assert arrived["order_number"] == journey.number
    (line,) = arrived["lines"]
    assert (line["sku"], line["sent"], line["received"], line["damaged"]) == ("BREAD", 2, 2, 1)


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        (Story.expire, "preparation.expired"),
        (Story.not_come, "preparation.expired"),
        (Story.decline, "preparation.cancelled"),
        (Story.cancel, "preparation.cancelled"),
    ],
)
async def test_how_a_preparation_ends(house: House, hooks: Hooks, ending: Any, told: str) -> None:
    webhook_id = await hooks.add("preparation.expired", "preparation.cancelled", "preparation.collected")
    story = await Story.begin(house)
    await story.prepare()
    await ending(story)
    await hooks.deliver(webhook_id)
    assert hooks.receiver.types == [told]
    assert hooks.receiver.taken[0].data["state"] == told.removeprefix("preparation.")


async def test_ready_is_told_when_it_can_no_longer_be_undone(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add("preparation.ready")
    story = await Story.begin(house)
    await story.take()
    await story.pick()
    await story.make_ready()
    await hooks.deliver(webhook_id)
    assert hooks.receiver.types == []
    await story.tell()
    await hooks.deliver(webhook_id)
    assert hooks.receiver.types == ["preparation.ready"]


async def test_a_refusal_of_everything_is_told(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add("preparation.refused", "order.changed")
    story = await Story.begin(house)
    await story.take()
    await story.miss_everything()
    await hooks.deliver(webhook_id)
    assert hooks.receiver.types.count("preparation.refused") == 1
    changed = [each.data["status"] for each in hooks.receiver.taken if each.type == "order.changed"]
    assert changed
    assert changed[-1] == "waiting"


async def test_nobody_s_name_leaves_the_house(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add()
    story = await Story.begin(house)
    await story.prepare()
    await story.collect()
    await hooks.deliver(webhook_id)
    said = b"".join(each.body for each in hooks.receiver.heard).decode()
    assert len(hooks.receiver.heard) > 8
    for private in (MARIE.name, MARIE.email, "Marie", "Durand", LEA.name, json.dumps(LEA.name)[1:-1], "customer"):
        assert private not in said
    assert await story.code() not in said


async def test_who_is_told_other_things_hears_nothing_of_it(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add("order.cancelled")
    story = await Story.begin(house)
    await hooks.deliver(webhook_id)
    assert hooks.receiver.heard == []
    await story.cancel()
    await hooks.deliver(webhook_id)
    assert hooks.receiver.types == ["order.cancelled"]
    assert hooks.receiver.taken[0].data["status"] == "cancelled"


async def test_what_happened_before_it_was_added_is_not_told(house: House, hooks: Hooks) -> None:
    await Story.begin(house)
    webhook_id = await hooks.add()
    await hooks.deliver(webhook_id)
    assert hooks.receiver.heard == []


async def test_a_message_that_was_changed_on_its_way_is_not_believed(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add("order.placed")
    await Story.begin(house)
    await hooks.deliver(webhook_id)
    (heard,) = hooks.receiver.heard
    assert is_genuine(hooks.receiver.secrets[0], heard.headers, heard.body)
    for headers, body in (
        (heard.headers, heard.body.replace(b"BREAD", b"CHEESE")),
        ({**heard.headers, "webhook-id": "evt_1"}, heard.body),
        ({**heard.headers, "webhook-timestamp": "1"}, heard.body),
    ):
        assert not is_genuine(hooks.receiver.secrets[0], headers, body)


async def test_many_orders_are_told_each_once(house: House, hooks: Hooks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comptoir.webhooks.jobs.delivering.READ_AT_ONCE", 7)
    webhook_id = await hooks.add("order.placed")
    await house.deliver(BREAD, 100)
    placed = [(await Story.begin(house, (BREAD, 1))).number for _ in range(12)]
    await hooks.deliver(webhook_id)
    assert [each.data["number"] for each in hooks.receiver.taken] == placed


async def test_an_event_that_this_program_does_not_know_is_passed_over(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add("order.placed")
    async with house.work() as work:
        await work.execute(UNKNOWN)
    story = await Story.begin(house)
    await hooks.deliver(webhook_id)
    assert [each.data["number"] for each in hooks.receiver.taken] == [story.number]
