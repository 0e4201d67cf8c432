"""What follows from what happens to an order: who is written to, and that it is once."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.fulfilment import actions
from comptoir.notices.actions import announce_order_placed
from comptoir.orders.events import OrderPlaced
from comptoir.reactions import REACTIONS
from comptoir.wiring.reacting import Reacting
from comptoir.wiring.readers import Reader
from tests.house import House
from tests.story import Story


async def read_the_log(house: House, engine: AsyncEngine) -> None:
    """Let the reactions to everything so far happen."""
    reacting = Reacting(REACTIONS, settings=house.settings, clock=house.clock)
    reader = Reader("reactions", reacting, engine, ring=lambda: None)
    while await reader.step():
        pass


async def notices(house: House) -> list[tuple[str, str]]:
    """Kind and recipient of every message, in order."""
    rows = await house.rows("SELECT kind, recipient FROM notices ORDER BY id")
    return [(row.kind, row.recipient.partition(":")[0]) for row in rows]


@pytest.mark.parametrize(
    ("deeds", "kinds"),
    [
        ("", ["order_placed"]),
        ("take pick make_ready", ["order_placed"]),
        ("take pick make_ready undo", ["order_placed"]),
        ("prepare", ["order_placed", "ready"]),
        ("prepare collect", ["order_placed", "ready"]),
        ("prepare expire", ["order_placed", "ready", "expired"]),
        ("prepare not_come", ["order_placed", "ready", "expired"]),
        ("prepare decline", ["order_placed", "ready"]),
        ("cancel", ["order_placed", "cancelled"]),
    ],
)
async def test_the_customer_is_told_what_concerns_them(
    house: House, engine: AsyncEngine, deeds: str, kinds: list[str]
) -> None:
    story = await Story.begin(house)
    for deed in deeds.split():
        await getattr(story, deed)()

    await read_the_log(house, engine)

    assert await notices(house) == [(kind, "customer") for kind in kinds]
    assert await house.value("SELECT count(*) FROM pgqueuer WHERE entrypoint = 'send_notice'") == len(kinds)


async def test_an_order_that_nobody_takes_reaches_the_managers_of_its_store_who_can_be_written_to(
    house: House, engine: AsyncEngine
) -> None:
    async with house.work() as work:
        await work.execute(
            text("""INSERT INTO staff (id, name, role, email, active)
                    VALUES (20, 'Noor', 'manager', NULL, true), (21, 'Max', 'manager', 'max@example.fr', false)""")
        )
        await work.execute(text("INSERT INTO staff_locations (staff_id, location_id) VALUES (20, 1), (21, 1)"))
    await Story.begin(house)
    house.wait(minutes=16)
    async with house.work() as work:
        await actions.escalate_due(work)

    await read_the_log(house, engine)

    recipients = [row.recipient for row in await house.rows("SELECT recipient FROM notices WHERE kind = 'escalated'")]
    assert recipients == ["staff:3"]  # Nadia; not Paul of Annecy, nor who has no address or has left


async def test_a_message_is_queued_once_however_often_it_is_announced(house: House) -> None:
    story = await Story.begin(house)
    for _ in range(3):
        async with house.work() as work:
            await announce_order_placed(work, [OrderPlaced(order_id=story.order_id, version=1)])

    assert len(await notices(house)) == 1
    assert await house.value("SELECT count(*) FROM pgqueuer") == 1
    assert (await house.events()).count("NoticeQueued") == 1


async def test_a_message_and_its_job_are_queued_together_or_not_at_all(house: House) -> None:
    story = await Story.begin(house)
    async with house.work() as work:
        await announce_order_placed(work, [OrderPlaced(order_id=story.order_id, version=1)])
        await work.rollback()

    assert await notices(house) == []
    assert await house.value("SELECT count(*) FROM pgqueuer") == 0


async def test_an_order_that_is_sent_home_is_announced_too(house: House) -> None:
    story = await Story.begin(house)
    async with house.work() as work:
        await work.execute(text("UPDATE orders SET method = 'ship'"))
        await announce_order_placed(work, [OrderPlaced(order_id=story.order_id, version=1)])
    assert await notices(house) == [("order_placed", "customer")]


async def test_what_waits_to_be_sent_holds_no_personal_data(house: House, engine: AsyncEngine) -> None:
    await Story.begin(house)
    await read_the_log(house, engine)

    kept = str(await house.rows("SELECT * FROM notices")) + str(await house.rows("SELECT payload FROM pgqueuer"))
    assert [secret for secret in ("Marie", "Durand", "marie@example.fr") if secret in kept] == []
