"""A manager gives work to somebody else: a preparation or a wave, whoever has it; both see it at once."""

from uuid import UUID, uuid4

import pytest
from litestar import Litestar

from comptoir.fulfilment import actions
from comptoir.fulfilment.actions.taking import NoSuchColleague, give
from comptoir.fulfilment.actions.waves.handing import give_wave
from comptoir.fulfilment.rules import WrongState
from comptoir.kit.errors import NotAllowed, NotFound
from comptoir.wiring.actors import Actor
from tests.fulfilment.test_counts_live import push_of
from tests.fulfilment.test_screens_live import Served, follow, served
from tests.fulfilment.test_screens_rights import ask
from tests.fulfilment.visitors import VISITORS, order_at, tap, visitors
from tests.fulfilment.walk import Walk
from tests.house import ANNECY, BREAD, CHEESE, HUGO, IRIS, LEA, LYON, NADIA, PAUL, ZOE, House
from tests.identity.conftest import app, chain
from tests.invariants.truth import fingerprint
from tests.story import Story

__all__ = ["app", "chain", "served"]

HUGO_ID, LEA_ID = int(HUGO.id), int(LEA.id)
TWO_ORDERS = ([(BREAD, 1)], [(BREAD, 1), (CHEESE, 1)])


async def give_it(house: House, preparation_id: UUID, *, to: Actor = HUGO, by: Actor = NADIA) -> None:
    async with house.work(by) as work:
        await give(work, preparation_id, staff_id=int(to.id))


async def holders(house: House) -> list[int | None]:
    return [row.holder_id for row in await house.rows("SELECT holder_id FROM preparations ORDER BY opened_at, id")]


async def test_a_preparation_goes_from_one_colleague_to_another_with_what_is_picked(house: House) -> None:
    story = await Story.begin(house)
    await story.take()
    await story.pick()
    await give_it(house, story.preparation_id)
    assert await holders(house) == [HUGO_ID]
    assert await house.value("SELECT sum(picked) FROM preparation_lines") == 3


async def test_what_nobody_has_can_be_given_too_and_the_one_who_has_it_keeps_it(house: House) -> None:
    story = await Story.begin(house)
    await give_it(house, story.preparation_id)
    before = await house.events()
    await give_it(house, story.preparation_id)
    assert await holders(house) == [HUGO_ID]
    assert await house.events() == before


async def test_the_trail_says_who_gave_it_to_whom(house: House) -> None:
    story = await Story.begin(house)
    await give_it(house, story.preparation_id, by=IRIS)
    given = (await house.rows("SELECT actor, data FROM events WHERE name = 'PreparationTaken'"))[0]
    assert (given.actor, given.data["staff_id"]) == ("staff:6", HUGO_ID)


async def test_it_is_given_to_who_prepares_here_by_who_manages_here_while_there_is_work(house: House) -> None:
    story = await Story.begin(house)
    for somebody in (ZOE, PAUL, IRIS):
        with pytest.raises(NoSuchColleague):
            await give_it(house, story.preparation_id, to=somebody)
    with pytest.raises(NotAllowed):
        await give_it(house, story.preparation_id, by=LEA)
    with pytest.raises(NotFound):
        await give_it(house, story.preparation_id, by=PAUL)
    await story.prepare()
    with pytest.raises(WrongState):
        await give_it(house, story.preparation_id)


async def test_a_wave_goes_to_another_colleague_with_all_that_is_left(house: House) -> None:
    walk = await Walk.begin(house, *TWO_ORDERS)
    async with house.work(NADIA) as work:
        await give_wave(work, walk.id, staff_id=HUGO_ID)
    assert await holders(house) == [HUGO_ID, HUGO_ID]
    assert await house.value("SELECT holder_id FROM waves") == HUGO_ID
    before = await house.events()
    async with house.work(NADIA) as work:
        await give_wave(work, walk.id, staff_id=HUGO_ID)
    assert await house.events() == before
    with pytest.raises(NotAllowed):
        async with house.work(LEA) as work:
            await give_wave(work, walk.id, staff_id=LEA_ID)


async def test_who_had_it_and_who_has_it_see_it_at_once(served: Served, chain: House) -> None:
    story = await order_at(chain, "taken")
    everybody = await visitors(served.app, chain)
    async with served.connect(everybody["preparer"]) as lea:
        await follow(lea, {f"preparation:{story.preparation_id}": "preparation"})
        await give_it(chain, story.preparation_id)
        assert "Hugo has this order." in (await push_of(lea, "PreparationTaken"))["html"]


async def test_a_second_tap_gives_it_once(app: Litestar, chain: House) -> None:
    story = await order_at(chain, "taken")
    manager = (await visitors(app, chain))["manager"]
    path, key = f"/stores/{LYON}/preparations/{story.preparation_id}/give", str(uuid4())
    answers = [await tap(manager, path, key, staff_id=HUGO_ID) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].text == answers[1].text
    assert "Hugo" in answers[0].text
    assert (await chain.events()).count("PreparationTaken") == 2  # Léa's, and this


MANAGERS = [401, 401, 403, 403, 200, 404, 200, 403, 401]


@pytest.mark.parametrize("kind", ["preparations", "waves"])
async def test_everybody_gets_what_is_theirs_and_changes_nothing_else(app: Litestar, chain: House, kind: str) -> None:
    await chain.deliver(BREAD, 50)
    await chain.deliver(CHEESE, 50)
    answered: dict[str, int] = {}
    for name, browser in (await visitors(app, chain)).items():
        work = await Walk.begin(chain, *TWO_ORDERS) if kind == "waves" else None
        subject = work.id if work else (await order_at(chain, "taken")).preparation_id
        await browser.get("/queue")  # who was just seen is not noted again
        before = await fingerprint(chain)
        form = {"staff_id": str(HUGO_ID)}
        answered[name] = (await ask(browser, "POST", f"/stores/{LYON}/{kind}/{subject}/give", form)).status_code
        assert answered[name] == 200 or await fingerprint(chain) == before
        elsewhere = await ask(browser, "POST", f"/stores/{ANNECY}/{kind}/{subject}/give", form)
        assert elsewhere.status_code in (401, 403, 404)
    assert answered == dict(zip(VISITORS, MANAGERS, strict=True))


async def test_somebody_who_does_not_prepare_here_is_refused_beside_the_field(app: Litestar, chain: House) -> None:
    story = await order_at(chain, "taken")
    manager = (await visitors(app, chain))["manager"]
    answer = await tap(manager, f"/stores/{LYON}/preparations/{story.preparation_id}/give", staff_id=int(ZOE.id))
    assert answer.status_code == 422
    assert "Choose a colleague who prepares orders here." in answer.text
    async with chain.work(LEA) as work:
        await actions.hand_back(work, story.preparation_id)  # it is Léa's still
