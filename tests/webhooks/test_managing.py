"""Who may have webhooks, and what they may do with them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from comptoir.kit.errors import NotAllowed, NotFound, NotSignedIn, Refused
from comptoir.kit.ids import new_id
from comptoir.webhooks import actions
from comptoir.webhooks.rules.states import WrongWebhookState
from comptoir.webhooks.rules.subscriptions import ScopeMissing
from comptoir.webhooks.rules.types import AVAILABILITY
from comptoir.wiring.actors import NOBODY, SYSTEM, Actor
from comptoir.wiring.commands import KeyUsedOtherwise
from comptoir.wiring.lanes import Rest
from comptoir.wiring.log import BEGINNING, Position, position_before
from comptoir.wiring.work import Work
from tests.house import BREAD, CHEESE, IRIS, LEA, NADIA, PAUL, SHOP_SITE, ZOE, House
from tests.story import Story
from tests.webhooks.hooks import Hooks
from tests.webhooks.receiver import is_genuine

NOWHERE = UUID(int=7)
STOCK_SITE = Actor(kind="machine", id="stock-site", scopes=frozenset({"webhooks:write", "stock:read"}))
ORDER_SITE = Actor(kind="machine", id="order-site", scopes=frozenset({"webhooks:write", "orders:read"}))
TABLET = Actor(kind="device", id="tablet")
CUSTOMER = Actor(kind="customer", id="marie")

VERBS: dict[str, Callable[[Work, UUID], Awaitable[Any]]] = {
    "pause": actions.pause_webhook,
    "remove": actions.remove_webhook,
    "replay": lambda work, webhook_id: actions.replay_webhook(work, webhook_id, since=BEGINNING),
    "rotate": lambda work, webhook_id: actions.rotate_secret(work, webhook_id, secret_id=new_id()),
    "test": lambda work, webhook_id: actions.ask_test(work, webhook_id, test_id=new_id()),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        (NOBODY, NotSignedIn),
        (TABLET, NotSignedIn),
        (CUSTOMER, NotSignedIn),
        (LEA, NotAllowed),
        (ZOE, NotAllowed),
        (NADIA, NotAllowed),
        (PAUL, NotAllowed),
        (SHOP_SITE, NotAllowed),
        (IRIS, None),
        (STOCK_SITE, None),
        (SYSTEM, None),
    ],
    ids=lambda who: f"{who.kind} {who.name or who.id}" if isinstance(who, Actor) else "",
)
async def test_only_headquarters_and_machines_with_the_scope_touch_them(
    house: House, hooks: Hooks, verb: str, who: Actor, refusal: type[Refused] | None
) -> None:
    webhook_id = await hooks.about_stock()
    before = await house.rows("SELECT to_jsonb(webhooks) FROM webhooks")
    async with house.sessions() as session:
        work = Work(session, actor=who, clock=house.clock, settings=house.settings)
        if refusal:
            with pytest.raises(refusal):
                await VERBS[verb](work, webhook_id)
        else:
            await VERBS[verb](work, webhook_id)
        await session.rollback()
    assert await house.rows("SELECT to_jsonb(webhooks) FROM webhooks") == before


@pytest.mark.parametrize("who", [NOBODY, TABLET, LEA, ZOE, NADIA, PAUL, SHOP_SITE], ids=lambda who: who.id or who.kind)
async def test_nobody_else_adds_or_changes_one(house: House, hooks: Hooks, who: Actor) -> None:
    webhook_id = await hooks.about_stock()
    async with house.work(who) as work:
        with pytest.raises((NotAllowed, NotSignedIn)):
            await actions.add_webhook(work, new_id(), hooks.wanted(AVAILABILITY))
        with pytest.raises((NotAllowed, NotSignedIn)):
            await actions.change_webhook(work, webhook_id, hooks.wanted(AVAILABILITY))
    assert await house.value("SELECT count(*) FROM webhooks") == 1


async def test_a_machine_is_told_only_what_it_may_read(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.about_stock(by=STOCK_SITE)
    for kind in ("order.placed", "preparation.ready"):
        with pytest.raises(ScopeMissing):
            await hooks.add(AVAILABILITY, kind, by=STOCK_SITE)
        async with house.work(STOCK_SITE) as work:
            with pytest.raises(ScopeMissing):
                await actions.change_webhook(work, webhook_id, hooks.wanted(kind))
    theirs = await hooks.add("order.placed", by=ORDER_SITE)
    with pytest.raises(ScopeMissing, match="stock:read"):
        await hooks.about_stock(by=ORDER_SITE)
    async with house.work(STOCK_SITE) as work:
        with pytest.raises(ScopeMissing):  # or it would lead them elsewhere
            await actions.change_webhook(work, theirs, hooks.wanted("order.placed", url="https://mine.example/"))


@pytest.mark.parametrize("verb", VERBS)
async def test_what_there_is_not_cannot_be_touched(house: House, hooks: Hooks, verb: str) -> None:
    removed = await hooks.about_stock()
    async with house.work(IRIS) as work:
        await actions.remove_webhook(work, removed)
    for webhook_id in (NOWHERE, removed):
        async with house.work(IRIS) as work:
            with pytest.raises(NotFound):
                await VERBS[verb](work, webhook_id)
    assert hooks


async def test_a_paused_one_is_told_later_what_happened_meanwhile(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add("order.placed")
    async with house.work(IRIS) as work:
        await actions.pause_webhook(work, webhook_id)
    placed = [(await Story.begin(house, (BREAD, 1))).number for _ in range(2)]
    assert await hooks.deliver(webhook_id) is None
    assert hooks.receiver.heard == []
    async with house.work(IRIS) as work:
        with pytest.raises(WrongWebhookState, match="Paused"):
            await actions.pause_webhook(work, webhook_id)
    async with house.work(IRIS) as work:
        await actions.resume_webhook(work, webhook_id)
    assert await hooks.deliver(webhook_id) == Rest(1.0)
    assert [each.data["number"] for each in hooks.receiver.taken] == placed
    assert await hooks.noted() == ["added", "paused", "resumed"]


async def test_a_change_of_address_is_tried_at_once(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add("order.placed", url="http://127.0.0.1:9/")
    await Story.begin(house, (BREAD, 1))
    await hooks.deliver(webhook_id)
    async with house.work(IRIS) as work:
        await actions.change_webhook(work, webhook_id, hooks.wanted("order.placed"))
    await hooks.deliver(webhook_id)
    assert hooks.receiver.types == ["order.placed"]


async def test_all_is_told_anew_from_any_position_under_the_same_ids(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add("order.placed")
    placed = [(await Story.begin(house, (BREAD, 1))).number for _ in range(3)]
    await hooks.deliver(webhook_id)
    first = [each.id for each in hooks.receiver.taken]
    query = "SELECT xid::text || ':' || id FROM events WHERE name = 'OrderPlaced' ORDER BY id"
    positions = [Position.parse(row[0]) for row in await house.rows(query)]
    for since, numbers in [(BEGINNING, placed), (positions[0], placed[1:]), (positions[2], [])]:
        hooks.receiver.forget()
        async with house.work(IRIS) as work:
            await actions.replay_webhook(work, webhook_id, since=since)
        await hooks.deliver(webhook_id)
        assert [each.data["number"] for each in hooks.receiver.taken] == numbers
        assert [each.id for each in hooks.receiver.taken] == first[3 - len(numbers) :]


LATER = """
    SELECT count(*) FROM events
    WHERE name = 'OrderPlaced' AND (xid, id) > (CAST(CAST(:xid AS text) AS xid8), :id)
"""


async def test_a_moment_is_a_position_a_little_before_it(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add("order.placed")
    placed: list[str] = []
    for _ in range(6):
        placed.append((await Story.begin(house, (BREAD, 1))).number)
        house.wait(minutes=10)
    async with house.work() as work:
        for minutes, told in [(-600, 6), (0, 6), (9, 5), (10, 5), (35, 2), (50, 1), (51.5, 0), (900, 0)]:
            at = house.clock.now() - timedelta(minutes=60) + timedelta(minutes=minutes)
            since = await position_before(work.session, at)
            assert await house.value(LATER, xid=str(since.xid), id=since.event_id) == told, minutes
        assert await position_before(work.session, house.clock.now() - timedelta(days=900)) == BEGINNING
    assert webhook_id


async def test_a_replay_tells_every_level_that_changed_since_as_it_is_now(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.about_stock()
    await hooks.count(4)
    await hooks.count(0)
    async with house.work() as work:
        between = Position.parse(await work.position())
    await hooks.count(3, variant=CHEESE)
    await hooks.deliver(webhook_id)
    for since, told in [
        (BEGINNING, [("BREAD", "out", 0), ("CHEESE", "in", 3)]),
        (between, [("CHEESE", "in", 3)]),
    ]:
        hooks.receiver.forget()
        async with house.work(IRIS) as work:
            await actions.replay_webhook(work, webhook_id, since=since)
        await hooks.deliver(webhook_id)
        assert hooks.receiver.changes == told


async def test_a_replay_in_the_middle_of_a_delivery_is_heeded(house: House, hooks: Hooks) -> None:
    """What is noted of the message that was on its way does not undo it."""
    webhook_id = await hooks.add("order.placed")
    placed = [(await Story.begin(house, (BREAD, 1))).number for _ in range(2)]
    await hooks.deliver(webhook_id)
    course = await hooks.course(webhook_id)
    async with house.work(IRIS) as work:
        await actions.replay_webhook(work, webhook_id, since=course.position)
        await actions.replay_webhook(work, webhook_id, since=BEGINNING)
    async with house.work() as work:
        assert not await actions.note_told(work, course, to=course.position, levels=())
        await actions.note_passed(work, course, to=course.position)
    hooks.receiver.forget()
    await hooks.deliver(webhook_id)
    assert [each.data["number"] for each in hooks.receiver.taken] == placed


async def test_old_and_new_secret_sign_for_a_day(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add("order.placed")
    old = hooks.receiver.secrets[0]
    async with house.work(IRIS) as work:
        new = await actions.rotate_secret(work, webhook_id, secret_id=new_id())
        newest = await actions.rotate_secret(work, webhook_id, secret_id=new_id())
    hooks.receiver.secrets += [new, newest]
    assert len({old, new, newest}) == 3
    for hours, genuine in [(1, [True, True, True]), (24, [False, False, True])]:
        house.wait(hours=hours)
        await Story.begin(house, (BREAD, 1))
        await hooks.deliver(webhook_id)
        heard = hooks.receiver.taken[-1]
        assert [is_genuine(secret, heard.headers, heard.body) for secret in (old, new, newest)] == genuine


async def test_the_same_command_again_makes_nothing_new(house: House, hooks: Hooks) -> None:
    webhook_id, secret_id = new_id(), new_id()
    secrets: set[str] = set()
    for _ in range(2):
        async with house.work(IRIS) as work:
            secrets.add(await actions.add_webhook(work, webhook_id, hooks.wanted(AVAILABILITY)))
    assert len(secrets) == 1
    assert await house.value("SELECT count(*) FROM webhooks") == 1
    for _ in range(2):
        async with house.work(IRIS) as work:
            secrets.add(await actions.rotate_secret(work, webhook_id, secret_id=secret_id))
    assert len(secrets) == 2
    assert await hooks.noted() == ["added", "secret"]
    async with house.work(IRIS) as work:
        with pytest.raises(KeyUsedOtherwise):
            await actions.add_webhook(work, webhook_id, hooks.wanted("order.placed"))


async def test_no_secret_is_in_the_database(house: House, hooks: Hooks) -> None:
    await hooks.about_stock()
    kept = str(await house.rows("SELECT webhooks FROM webhooks")) + str(await house.rows("SELECT events FROM events"))
    assert hooks.receiver.secrets[0].removeprefix("whsec_") not in kept


async def test_where_our_own_secret_changed_nothing_is_signed_wrongly(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add("order.placed")
    await Story.begin(house, (BREAD, 1))
    ours = house.settings
    house.settings = ours.model_copy(update={"secret": "t" * 32})
    await hooks.deliver(webhook_id)
    assert hooks.receiver.heard == []
    assert (await hooks.trouble(webhook_id))["what"] == "secret_changed"
    async with house.work(IRIS) as work:
        hooks.receiver.secrets = [await actions.rotate_secret(work, webhook_id, secret_id=new_id())]
    await hooks.deliver(webhook_id)
    assert hooks.receiver.types == ["order.placed"]


async def test_what_a_removed_one_was_told_is_forgotten_bit_by_bit(house: House, hooks: Hooks) -> None:
    webhook_id, other = await hooks.about_stock(), await hooks.about_stock()
    await hooks.count(4)
    await hooks.count(4, variant=CHEESE)
    await hooks.deliver(webhook_id)
    await hooks.deliver(other)
    async with house.work(IRIS) as work:
        await actions.remove_webhook(work, webhook_id)
    assert await hooks.deliver(webhook_id) is None
    forgotten: list[int] = []
    while not forgotten or forgotten[-1]:
        async with house.work() as work:
            forgotten.append(await actions.forget_told(work, most=1))
    assert forgotten == [1, 1, 1, 0]
    assert await house.rows("SELECT id FROM webhooks") == [(other,)]
    assert await house.value("SELECT count(*) FROM told_levels") == 2
