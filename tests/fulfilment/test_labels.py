"""Labels of boxes: asked of a carrier once a box is packed, tried again, void when the box is unpacked."""

import pytest

from comptoir.fulfilment import actions, rules
from comptoir.fulfilment.ports import Undone
from comptoir.fulfilment.rules.labels import PAUSES
from comptoir.kit.errors import NotAllowed
from tests.fulfilment.courier import OWN, Courier, do_jobs, labels
from tests.house import BREAD, CHEESE, LYON, ZOE, House
from tests.invariants.truth import contradictions
from tests.journey import Journey


@pytest.fixture
async def journey(house: House) -> Journey:
    """Two breads to ship, picked."""
    journey = await Journey.begin(house, (BREAD, 2, LYON), method="ship")
    await journey.take()
    await journey.pick_all()
    return journey


@pytest.fixture
def courier(monkeypatch: pytest.MonkeyPatch) -> Courier:
    return Courier(monkeypatch)


async def boxes(house: House) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await house.rows("SELECT number, carrier, tracking FROM parcels ORDER BY number")]


async def test_each_box_gets_a_label_and_is_shipped_by_its_number(house: House, journey: Journey) -> None:
    await journey.pack("1", "2", boxes=2, label=OWN)
    assert [state for state, _ in await labels(house, journey.preparation_id)] == ["wanted", "wanted"]
    assert await do_jobs(house) == 2
    (_, first), (_, second) = await labels(house, journey.preparation_id)
    assert first != second
    await journey.ship(carrier="")
    assert await boxes(house) == [(1, "Comptoir", first), (2, "Comptoir", second)]
    assert {"LabelsWanted", "LabelMade"} <= set(await house.events())
    assert await contradictions(house) == []


async def test_a_carrier_knows_what_it_carries_and_where(house: House, journey: Journey, courier: Courier) -> None:
    await journey.pack("1.2", label=OWN)
    await do_jobs(house)
    (asked,) = courier.asked
    assert (asked.reference, asked.number, asked.of, asked.weight) == (journey.number, 1, 1, 1200)
    assert (asked.sender.name, asked.receiver.name, asked.receiver.town) == ("Lyon", "Marie Durand", "Grenoble")


async def test_what_is_sent_to_a_store_is_addressed_to_the_store(house: House, courier: Courier) -> None:
    journey = await Journey.begin(house, (BREAD, 1, LYON))
    await journey.take()
    await journey.pick_all()
    await journey.pack(label=OWN)
    await do_jobs(house)
    assert [each.receiver.name for each in courier.asked] == ["Annecy"]


async def test_a_carrier_that_is_away_is_asked_again_by_itself(
    house: House, journey: Journey, courier: Courier
) -> None:
    courier.fails = [Undone("Nobody answers."), Undone("Nobody answers.")]
    await journey.pack("1", label=OWN)
    assert [await do_jobs(house) for _ in range(4)] == [1, 1, 1, 0]
    assert [state for state, _ in await labels(house, journey.preparation_id)] == ["made"]
    assert len({each.serial for each in courier.asked}) == 1


async def test_what_a_carrier_refuses_is_told_and_tried_again_by_a_person(
    house: House, journey: Journey, courier: Courier
) -> None:
    courier.fails = [Undone("No such street.", is_final=True)]
    await journey.pack("1", label=OWN)
    await do_jobs(house)
    assert await labels(house, journey.preparation_id) == [("failed", None)]
    assert await do_jobs(house) == 0
    await journey.do(lambda work: actions.want_again(work, journey.preparation_id))
    await do_jobs(house)
    assert [state for state, _ in await labels(house, journey.preparation_id)] == ["made"]
    with pytest.raises(rules.WrongLabelState):
        await journey.do(lambda work: actions.want_again(work, journey.preparation_id))
    with pytest.raises(NotAllowed):
        await journey.do(lambda work: actions.want_again(work, journey.preparation_id), ZOE)


async def test_a_carrier_that_stays_away_is_given_up(house: House, journey: Journey, courier: Courier) -> None:
    courier.fails = [Undone("Nobody answers.")] * 9
    await journey.pack("1", label=OWN)
    while await do_jobs(house):
        pass
    assert await labels(house, journey.preparation_id) == [("failed", None)]
    assert len(courier.asked) == len(PAUSES) + 1


async def test_the_label_of_what_is_unpacked_is_void_and_cancelled(
    house: House, journey: Journey, courier: Courier
) -> None:
    await journey.pack("1", label=OWN)
    await do_jobs(house)
    ((_, tracking),) = await labels(house, journey.preparation_id)
    await journey.unpack()
    await do_jobs(house)
    assert courier.cancelled == [tracking]
    await journey.pack("1", label=OWN)
    await do_jobs(house)
    assert [state for state, _ in await labels(house, journey.preparation_id)] == ["void", "made"]
    assert await house.value("SELECT count(*) FROM labels WHERE state = 'void' AND pdf IS NOT NULL") == 0


async def test_a_label_that_comes_after_its_box_was_unpacked_is_void_at_once(
    house: House, journey: Journey, courier: Courier
) -> None:
    await journey.pack("1", label=OWN)

    async def unpack_meanwhile(consignment: object) -> object:
        await journey.unpack()
        return await Courier.buy(courier, consignment)  # type: ignore[arg-type]

    courier.buy = unpack_meanwhile  # type: ignore[method-assign]
    await do_jobs(house)
    assert [state for state, _ in await labels(house, journey.preparation_id)] == ["void"]
    await do_jobs(house)
    assert len(courier.cancelled) == 1


async def test_the_label_of_a_cancelled_order_is_void(house: House, journey: Journey, courier: Courier) -> None:
    await journey.pack("1", label=OWN)
    await do_jobs(house)
    await journey.cancel()
    await do_jobs(house)
    assert [state for state, _ in await labels(house, journey.preparation_id)] == ["void"]
    await do_jobs(house)
    assert len(courier.cancelled) == 1


async def test_a_number_of_another_carrier_goes_before_the_label(
    house: House, journey: Journey, courier: Courier
) -> None:
    await journey.pack("1", "1", boxes=2, label=OWN)
    await do_jobs(house)
    first = (await labels(house, journey.preparation_id))[0][1]
    await journey.ship("", "6A 2", carrier="Colissimo")
    assert await boxes(house) == [(1, "Rapid", first), (2, "Colissimo", "6A 2")]
    assert [state for state, _ in await labels(house, journey.preparation_id)] == ["made", "void"]


async def test_files_are_forgotten_after_a_while_and_numbers_are_not(house: House, journey: Journey) -> None:
    await journey.pack("1", label=OWN)
    await do_jobs(house)
    house.wait(days=house.settings.keep_labels_days - 1)
    async with house.work() as work:
        assert await actions.forget_labels(work) == 0
    house.wait(days=2)
    async with house.work() as work:
        assert await actions.forget_labels(work) == 1
    assert await house.value("SELECT count(*) FROM labels WHERE pdf IS NULL AND zpl IS NULL AND tracking <> ''") == 1


async def test_what_is_in_which_box_is_kept(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 2, LYON), (CHEESE, 1, LYON), method="ship")
    await journey.take()
    await journey.pick_all()
    bread, cheese = [await house.line_of(journey.preparation_id, variant) for variant in (BREAD, CHEESE)]
    pack = lambda *units: journey.do(  # noqa: E731
        lambda work: actions.pack(
            work, journey.preparation_id, boxes=[rules.NewBox(900), rules.NewBox(800)], contents=units
        )
    )
    with pytest.raises(rules.WrongContents):
        await pack(rules.Unit(1, bread, 2))
    with pytest.raises(rules.WrongContents):
        await pack(rules.Unit(3, bread, 2), rules.Unit(1, cheese, 1))
    await pack(rules.Unit(1, bread, 1), rules.Unit(2, bread, 1), rules.Unit(2, cheese, 1))
    query = """SELECT p.number, u.line_id, u.quantity FROM parcel_units u JOIN parcels p ON p.id = u.parcel_id
               ORDER BY p.number, u.line_id"""
    assert {tuple(row) for row in await house.rows(query)} == {(1, bread, 1), (2, bread, 1), (2, cheese, 1)}


async def test_one_box_holds_everything(house: House, journey: Journey) -> None:
    await journey.pack("1")
    assert await house.value("SELECT quantity FROM parcel_units") == 2
    await journey.unpack()
    assert await house.value("SELECT count(*) FROM parcel_units") == 0
