"""A transfer by the scanner alone: found by its label, its goods scanned, and ended by its label, at both ends."""

from uuid import UUID

import pytest
from litestar import Litestar

from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.transfers.picking import NoSuchItem
from comptoir.fulfilment.actions.transfers.scanning import StillMissing, scan_arrived, scan_to_send
from comptoir.kit.errors import NotAllowed, NotFound
from comptoir.wiring.actors import Actor
from tests.fulfilment.visitors import tap
from tests.house import ANNECY, BREAD, BREAD_GTIN, CHEESE, HUGO, LEA, LYON, PAUL, ZOE, House, Level, staff
from tests.identity.conftest import app, chain
from tests.identity.test_endpoints import visit
from tests.invariants.truth import contradictions, fingerprint
from tests.journey import Journey, balance, pick_for, send_off

__all__ = ["app", "chain"]


async def number_of(house: House, transfer_id: UUID) -> str:
    return await house.value("SELECT number FROM transfers WHERE id = :id", id=transfer_id)


async def state(house: House) -> str:
    return await house.value("SELECT state FROM transfers")


async def scan(house: House, transfer_id: UUID, code: str, who: Actor) -> None:
    verb = scan_arrived if ANNECY in who.locations else scan_to_send
    async with house.work(who) as work:
        await verb(work, transfer_id, code=code)


async def test_its_label_finds_it_sends_it_and_takes_it_in(app: Litestar, chain: House) -> None:
    transfer_id = await balance(chain, (BREAD, 2))
    number = await number_of(chain, transfer_id)
    for who, verb, after in ((LEA, "pick", "sent"), (PAUL, "count", "received")):
        browser = await visit(app, chain, who)
        assert number in (await browser.get(f"/transfers/{transfer_id}/label")).text
        path = (await tap(browser, "/transfers/find", code=number)).headers["HX-Redirect"]
        for code in (BREAD_GTIN, BREAD_GTIN, number.lower().replace("-", "")):
            assert (await tap(browser, f"{path}/{verb}", code=code)).status_code == 200
        assert await state(chain) == after
    assert (await chain.level(BREAD), await chain.level(BREAD, ANNECY)) == (Level(8), Level(2))
    assert await contradictions(chain) == []


async def test_a_label_that_is_scanned_too_early_or_twice_ends_nothing(house: House) -> None:
    transfer_id = await balance(house, (BREAD, 2))
    number = await number_of(house, transfer_id)

    async def refused(who: Actor, refusal: type[Exception]) -> None:
        before = await fingerprint(house)
        with pytest.raises(refusal):
            await scan(house, transfer_id, number, who)
        assert await fingerprint(house) == before

    await refused(LEA, rules.UnitsLeft)
    await pick_for(house, transfer_id, BREAD, 2)
    await scan(house, transfer_id, number, HUGO)
    await refused(LEA, rules.WrongTransferState)
    await refused(PAUL, rules.NothingCounted)
    await scan(house, transfer_id, "BREAD", PAUL)
    await refused(PAUL, StillMissing)
    await scan(house, transfer_id, "BREAD", PAUL)
    await scan(house, transfer_id, number, PAUL)
    await refused(PAUL, rules.WrongTransferState)


async def test_what_is_too_many_is_taken_in_by_the_label_too(house: House) -> None:
    transfer_id = await balance(house, (BREAD, 1))
    await pick_for(house, transfer_id, BREAD)
    await send_off(house, transfer_id)
    for code in ("BREAD", "CHEESE", await number_of(house, transfer_id)):
        await scan(house, transfer_id, code, PAUL)
    assert await house.level(CHEESE, ANNECY) == Level(21)
    assert await contradictions(house) == []


async def test_the_number_of_the_order_on_a_box_takes_it_in_too(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 1, LYON))
    await journey.set_off()
    for code in ("BREAD", journey.number):
        await scan(house, journey.transfer_id, code, PAUL)
    assert await journey.state() == "received"
    assert await contradictions(house) == []


async def test_a_label_gives_nobody_a_right(house: House) -> None:
    transfer_id = await balance(house, (BREAD, 1))
    await pick_for(house, transfer_id, BREAD)
    number = await number_of(house, transfer_id)
    for who, refusal in ((ZOE, NotAllowed), (staff(9, "Gil", "manager", 3), NotFound)):
        with pytest.raises(refusal):
            await scan(house, transfer_id, number, who)
    await send_off(house, transfer_id)
    await scan(house, transfer_id, "BREAD", PAUL)
    for who, refusal in ((staff(11, "Ana", "associate", ANNECY), NotAllowed), (LEA, NotAllowed)):
        with pytest.raises(refusal):
            async with house.work(who) as work:
                await scan_arrived(work, transfer_id, code=number)


async def test_another_transfers_label_is_no_item(house: House) -> None:
    one, other = await balance(house, (BREAD, 1)), await balance(house, (BREAD, 1))
    with pytest.raises(NoSuchItem):
        await scan(house, one, await number_of(house, other), LEA)
