"""Goods that go from store to store without a connection: picked, sent, counted and taken in, once each."""

from pathlib import Path
from uuid import UUID

from playwright.async_api import expect

from comptoir.fulfilment.actions import start_count
from e2e.axe import violations
from e2e.browsers import lasting_tablet
from e2e.shop import Shop
from e2e.tablet import Tablet
from e2e.test_offline import ALL_SENT
from tests.house import ANNECY, BREAD, BREAD_GTIN, CHEESE, CHEESE_GTIN, LEA, LYON, NADIA, PAUL
from tests.journey import balance

AWAY = ("net::ERR_", "WebSocket connection to", "404")
EVENTS = """SELECT name FROM events WHERE data->>'transfer_id' = :id AND actor = :actor ORDER BY at, id"""
ARRIVED = "SELECT sum(received)::int FROM transfer_lines WHERE transfer_id = :id"


async def test_a_transfer_is_sent_and_received_offline_though_the_browser_is_closed_between(
    shop: Shop, tmp_path: Path
) -> None:
    transfer_id = await balance(shop.house, (BREAD, 2), (CHEESE, 1))
    path = f"/transfers/{transfer_id}"
    async with lasting_tablet(shop, tmp_path / "lyon") as tablet:
        await tablet.enrol("Stock room")
        await tablet.sign_in(LEA)
        await goes_offline(tablet, path)
        await send(tablet)
        assert await violations(tablet.page) == []
    async with lasting_tablet(shop, tmp_path / "lyon") as tablet:
        await tablet.context.set_offline(True)
        await tablet.go(path)
        await tablet.shows("It is on its way to Annecy.")
        await tablet.shows("4 not yet sent")
        await comes_back(tablet)
    assert await happened(shop, transfer_id, LEA.key) == ["TransferPicked"] * 3 + ["TransferSent"]

    async with lasting_tablet(shop, tmp_path / "annecy") as tablet:
        await tablet.enrol("Counter", location=ANNECY, by=PAUL)
        await tablet.sign_in(PAUL)
        await goes_offline(tablet, path)
        await receive(tablet)
        assert await violations(tablet.page) == []
        await comes_back(tablet)
    assert await happened(shop, transfer_id, PAUL.key) == ["TransferCounted"] * 4 + ["TransferReceived"]
    assert await shop.house.value(ARRIVED, id=transfer_id) == 4, "one bread more than was sent"
    assert await shop.house.differences() == []


async def test_a_transfer_is_sent_and_received_offline_by_the_scanner_alone(shop: Shop, tmp_path: Path) -> None:
    transfer_id = await balance(shop.house, (BREAD, 2))
    number = await shop.house.value("SELECT number FROM transfers WHERE id = :id", id=transfer_id)
    for at, who, then in (
        (LYON, LEA, "It is on its way to Annecy."),
        (ANNECY, PAUL, "It is taken in. There is nothing left to do."),
    ):
        async with lasting_tablet(shop, tmp_path / str(at)) as tablet:
            await tablet.enrol("Stock room", location=at, by=PAUL if who == PAUL else NADIA)
            await tablet.sign_in(who)
            await goes_offline(tablet, f"/transfers/{transfer_id}")
            for code in (BREAD_GTIN, BREAD_GTIN, number):
                await tablet.scan(code)
            await tablet.shows(then)
            await comes_back(tablet)
    assert await shop.house.value(ARRIVED, id=transfer_id) == 2
    assert await shop.house.value("SELECT state FROM transfers WHERE id = :id", id=transfer_id) == "received"
    assert await shop.house.differences() == []


async def goes_offline(tablet: Tablet, path: str) -> None:
    tablet.watch.forgive(*AWAY)
    await tablet.has_kept(path)
    await tablet.context.set_offline(True)
    await tablet.go(path)


async def send(tablet: Tablet) -> None:
    """By scans and a tap."""
    await tablet.tap("Pick: Country bread")
    await tablet.scan(BREAD_GTIN)
    await tablet.shows("2 of 3 picked")
    await tablet.scan(CHEESE_GTIN)
    await tablet.shows("3 of 3 picked")
    await tablet.tap("Sent to Annecy")
    await tablet.shows("It is on its way to Annecy.")


async def receive(tablet: Tablet) -> None:
    """One bread more than was sent."""
    await tablet.scan(CHEESE_GTIN)
    await tablet.shows("2 missing")
    for _ in range(3):
        await tablet.scan(BREAD_GTIN)
    await tablet.shows("3 of 3 here")
    await tablet.shows("1 more than was sent", within=tablet.line("Country bread"))
    await tablet.tap("Take in")
    await tablet.shows("It is taken in. There is nothing left to do.")


async def comes_back(tablet: Tablet) -> None:
    """Returns when all is sent."""
    await tablet.context.set_offline(False)
    await tablet.until(ALL_SENT)


async def happened(shop: Shop, transfer_id: UUID, actor: str) -> list[str]:
    """What somebody did with a transfer, in order."""
    return [row.name for row in await shop.house.rows(EVENTS, id=str(transfer_id), actor=actor)]


async def test_a_count_goes_on_offline_and_is_true_as_of_when_it_was_counted(shop: Shop, tmp_path: Path) -> None:
    async with shop.house.work(LEA) as work:
        count_id = await start_count(work, location_id=LYON)
    async with lasting_tablet(shop, tmp_path) as tablet:
        await tablet.enrol("Stock room")
        await tablet.sign_in(LEA)
        await goes_offline(tablet, f"/counts/{count_id}")
        for _ in range(4):
            await tablet.scan(BREAD_GTIN)
        await tablet.tap("Undo the last scan")
        await expect(tablet.page.locator(".readings .reading b").first).to_have_text("3")
        await tablet.scan("9999999999994")
        await tablet.shows("6 not yet sent")
        await tablet.shows("9999999999994")
        assert await violations(tablet.page) == []
        await tablet.tap("Everything is counted")
        await tablet.shows("Counted. The differences are shown as soon as this is sent.")
    async with lasting_tablet(shop, tmp_path) as tablet:
        await tablet.context.set_offline(True)
        await tablet.go("/counts")
        await comes_back(tablet)
        await tablet.go("/queue")
        await tablet.enter_pin(LEA)
        await tablet.shows("The code 9999999999994 is not known. Nothing was counted.")
    lines = "SELECT counted FROM count_lines WHERE count_id = :id"
    assert [row.counted for row in await shop.house.rows(lines, id=count_id)] == [3]
    assert await shop.house.value("SELECT state FROM counts WHERE id = :id", id=count_id) == "review"
