"""The carrier comes: boxes are scanned in, a missing one stays, and what it took is on a numbered sheet and shipped."""

import re
from uuid import UUID

import pytest

from comptoir.fulfilment.actions import manifests
from comptoir.fulfilment.fragments.carrier import waiting
from comptoir.fulfilment.ports.manifest_pdf import PrintedManifest, draw_manifest
from comptoir.fulfilment.queries.manifests import sheets, whole_sheet
from comptoir.fulfilment.rules import WrongState
from comptoir.fulfilment.rules.manifests import NoSuchBoxHere, NothingLoaded, SeveralBoxes
from comptoir.kit.errors import NotFound
from tests.fulfilment.courier import OWN, do_jobs
from tests.house import BREAD, HUGO, LEA, LYON, House, Level
from tests.invariants.truth import contradictions
from tests.journey import Journey


async def labelled(house: House, *, boxes: int = 1) -> Journey:
    """An order of two breads at Lyon, packed, each box with its label."""
    journey = await Journey.begin(house, (BREAD, 2, LYON), method="ship")
    await journey.take()
    await journey.pick_all()
    await journey.pack(boxes=boxes, label=OWN)
    await do_jobs(house)
    return journey


async def trackings(house: House, journey: Journey) -> list[str]:
    query = "SELECT tracking FROM parcels WHERE preparation_id = :id ORDER BY number"
    return [row.tracking for row in await house.rows(query, id=journey.preparation_id)]


async def scan(house: House, code: str) -> None:
    async with house.work(LEA) as work:
        await manifests.load_by_code(work, location_id=LYON, code=code)


async def close(house: House) -> UUID:
    async with house.work(LEA) as work:
        return await manifests.close_manifest(work, location_id=LYON, carrier="Comptoir")


async def load(house: House, journey: Journey, number: int, *, is_loaded: bool) -> None:
    async with house.work(LEA) as work:
        await manifests.load_box(work, journey.preparation_id, number=number, is_loaded=is_loaded)


@pytest.fixture
def house(house: House) -> House:
    house.settings.own_carrier = "Comptoir"
    return house


async def test_what_is_scanned_goes_along_and_is_shipped_when_the_sheet_is_closed(house: House) -> None:
    one, two = [await labelled(house) for _ in range(2)]
    for journey in (one, two):
        (tracking,) = await trackings(house, journey)
        await scan(house, f" {tracking.lower()} ")
        await scan(house, tracking)  # twice does no harm
    manifest_id = await close(house)
    assert [await each.status() for each in (one, two)] == ["fulfilled", "fulfilled"]
    assert await house.level(BREAD) == Level(on_hand=6)
    async with house.work() as work:
        whole = await whole_sheet(work, manifest_id)
        (listed,) = await sheets(work, LYON)
    assert re.fullmatch(r"M-\d{6}", whole.sheet.number)
    assert (listed.number, listed.boxes) == (whole.sheet.number, 2)
    assert (whole.orders, whole.weight, whole.closed_by, whole.store) == (2, 2400, "Léa", "Lyon")
    assert {box.order_number for box in whole.boxes} == {one.number, two.number}
    assert {"BoxLoaded", "ManifestClosed", "PreparationShipped"} <= set(await house.events())
    assert await contradictions(house) == []


async def test_a_box_that_is_missing_stays_with_all_of_its_order(house: House) -> None:
    one, two = await labelled(house), await labelled(house, boxes=2)
    async with house.work(LEA) as work:
        await manifests.load_all(work, location_id=LYON, carrier="Comptoir")
    await load(house, two, 2, is_loaded=False)
    async with house.work(LEA) as work:
        (shown,) = (await waiting.context(work, location_id=LYON))["carrier"]["carriers"]
    assert (shown["loaded"], shown["going"], shown["parted"]) == (2, 1, 1)
    await close(house)
    assert [await house.state_of(each.preparation_id) for each in (one, two)] == ["shipped", "packed"]
    with pytest.raises(NothingLoaded):
        await close(house)
    await load(house, two, 2, is_loaded=True)
    await close(house)
    assert await house.state_of(two.preparation_id) == "shipped"
    assert await house.value("SELECT count(*) FROM manifests") == 2


async def test_the_only_box_of_an_order_is_found_by_its_number_of_several_each_is_scanned(house: House) -> None:
    one, two = await labelled(house), await labelled(house, boxes=2)
    await scan(house, one.number)
    with pytest.raises(SeveralBoxes, match="2 boxes"):
        await scan(house, two.number)
    with pytest.raises(NoSuchBoxHere):
        await scan(house, "CV000")
    await close(house)
    with pytest.raises(NoSuchBoxHere):
        await scan(house, one.number)


async def test_what_has_no_label_or_was_cancelled_waits_for_no_carrier(house: House) -> None:
    bare = await Journey.begin(house, (BREAD, 1, LYON), method="ship")
    await bare.take()
    await bare.pick_all()
    await bare.pack()
    gone = await labelled(house)
    await load(house, gone, 1, is_loaded=True)
    await gone.cancel()
    with pytest.raises(NotFound):
        await load(house, bare, 1, is_loaded=True)
    with pytest.raises(WrongState):
        await load(house, gone, 1, is_loaded=True)
    with pytest.raises(NothingLoaded):
        await close(house)


async def test_what_is_packed_anew_is_loaded_anew(house: House) -> None:
    journey = await labelled(house)
    await load(house, journey, 1, is_loaded=True)
    await journey.unpack()
    await journey.pack(label=OWN)
    await do_jobs(house)
    with pytest.raises(NothingLoaded):
        await close(house)


async def test_not_more_go_on_one_sheet_than_one_transaction_can_ship(house: House) -> None:
    await house.deliver(BREAD, 60)
    for _ in range(27):
        await labelled(house)
    async with house.work(HUGO) as work:
        await manifests.load_all(work, location_id=LYON, carrier="Comptoir")
    await close(house)
    assert await house.value("SELECT count(*) FROM preparations WHERE state = 'shipped'") == 25
    await close(house)
    assert await house.value("SELECT count(*) FROM preparations WHERE state = 'shipped'") == 27
    assert await contradictions(house) == []


@pytest.mark.parametrize(("rows", "pages"), [(1, 1), (24, 1), (25, 2), (58, 2), (59, 3)])
def test_the_file_has_as_many_pages_as_it_takes(rows: int, pages: int) -> None:
    row = ("K7Q-4M2X", "1/1", "CV000000471115", "Standard", "1,2 kg", "38000 Grenoble")
    printed = PrintedManifest(
        "M-000001", ("Comptoir", "Lyon", "24 nov."), row, [row] * rows, "1", ("a", "b"), "Page %(n)s"
    )
    file = draw_manifest(printed)
    assert file.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", file)) == pages
