"""Practising: the same life as a real preparation, and no trace of it anywhere."""

from collections.abc import Callable
from functools import partial

import pytest
from litestar import Litestar

from comptoir.fulfilment.actions.naming import NotInOrder, UnknownCode
from comptoir.fulfilment.actions.practising import practise, practise_anew, practise_line, practise_move, practise_scan
from comptoir.fulfilment.queries.practice import line_id, practice_details
from comptoir.fulfilment.rules import BinMissing, FoundTooMany, NothingLeft, TooMany, WrongState
from comptoir.fulfilment.rules import practice as rules
from comptoir.fulfilment.rules.practice import NothingToPractiseOn, Practice
from comptoir.kit.errors import NotAllowed, NotFound
from tests.conftest import TABLES
from tests.fulfilment.visitors import tap, visitors
from tests.house import ANNECY, BREAD, BREAD_GTIN, CHEESE, HUGO, LEA, TUESDAY_TEN, ZOE, House, staff
from tests.identity.conftest import Browser, app, chain

__all__ = ["app", "chain"]

Act = Callable[[Practice], Practice]


def take(practice: Practice) -> Practice:
    return practice.moved("take")


PICK_FIRST: Act = partial(rules.pick_one, at=0)
PICK_LAST: Act = partial(rules.pick_one, at=1)
REFUSE_LAST: Act = partial(rules.refuse_units, at=1, quantity=1, found=None)
ON_SHELF: Act = partial(rules.shelve, place=" a1 ")
GIVE: Act = partial(rules.hand_over, now=TUESDAY_TEN)


def practised(*acts: Act) -> Practice:
    practice = rules.begun((CHEESE, BREAD), now=TUESDAY_TEN)
    for act in acts:
        practice = act(practice)
    return practice


@pytest.mark.parametrize(
    ("acts", "step"),
    [
        ((), "take"),
        ((take,), "pick"),
        ((take, PICK_FIRST), "pick"),
        ((take, PICK_FIRST, PICK_FIRST), "refuse"),
        ((take, REFUSE_LAST), "pick"),
        ((take, PICK_FIRST, PICK_FIRST, PICK_LAST), "ready"),
        ((take, PICK_FIRST, PICK_FIRST, REFUSE_LAST), "ready"),
        ((take, PICK_FIRST, PICK_FIRST, REFUSE_LAST, ON_SHELF), "hand_over"),
        ((take, PICK_FIRST, PICK_FIRST, REFUSE_LAST, ON_SHELF, GIVE), "done"),
        ((take, REFUSE_LAST, partial(rules.refuse_units, at=0, quantity=2, found=0)), "nothing_left"),
    ],
)
def test_each_step_is_told(acts: tuple[Act, ...], step: str) -> None:
    assert rules.step_of(practised(*acts)) == step


@pytest.mark.parametrize(
    ("done", "act", "refusal"),
    [
        ((), PICK_FIRST, WrongState),
        ((take,), ON_SHELF, WrongState),
        ((take,), partial(rules.unpick_one, at=0), WrongState),
        ((take, PICK_LAST), PICK_LAST, NothingLeft),
        ((take,), partial(rules.refuse_units, at=0, quantity=3, found=None), TooMany),
        ((take,), partial(rules.refuse_units, at=0, quantity=1, found=2), FoundTooMany),
        ((take, PICK_FIRST, PICK_FIRST, PICK_LAST), partial(rules.shelve, place=" "), BinMissing),
        ((take, PICK_FIRST, PICK_FIRST, PICK_LAST), GIVE, WrongState),
    ],
)
def test_it_says_no_where_a_real_order_would(done: tuple[Act, ...], act: Act, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        act(practised(*done))


def test_a_unit_that_was_put_back_is_picked_again() -> None:
    back = practised(take, PICK_FIRST, partial(rules.unpick_one, at=0))
    assert [(line.picked, line.left) for line in back.lines] == [(0, 2), (0, 1)]


async def test_a_new_colleague_goes_from_take_to_the_end_and_nothing_else_in_the_chain_changes(house: House) -> None:
    before = await everything_else(house)
    async with house.work(LEA) as work:
        await practise(work)
        for act in (take, PICK_FIRST, PICK_FIRST, REFUSE_LAST, ON_SHELF):
            await practise_move(work, act)
    async with house.work(LEA) as work:
        details = await practice_details(work, await practise_move(work, partial(rules.hand_over, now=work.now)))
        assert (details.state, details.bin, details.holder) == ("collected", "A1", LEA.name)
        assert [line.name for line in details.lines] == ["Comté cheese", "Country bread"]
    assert await everything_else(house) == before


async def test_scanning_finds_the_line_or_says_what_is_wanted(house: House) -> None:
    async with house.work(LEA) as work:
        await practise_move(work, take)
        assert (await practise_scan(work, BREAD_GTIN)).lines[1].picked == 1
        with pytest.raises(NotInOrder, match=r"this is Red wine\. Wanted: Comté cheese"):
            await practise_scan(work, "WINE")
        with pytest.raises(UnknownCode):
            await practise_scan(work, "4006381333932")
        assert [line.picked for line in (await practise(work)).lines] == [0, 1]


async def test_everybody_practises_alone_and_may_begin_anew(house: House) -> None:
    async with house.work(LEA) as work:
        await practise_move(work, take)
    async with house.work(HUGO) as work:
        assert (await practise(work)).state == "open"
    async with house.work(LEA) as work:
        assert (await practise(work)).state == "picking"
        assert (await practise_anew(work)).state == "open"


async def test_a_line_that_it_does_not_have_is_not_found(house: House) -> None:
    async with house.work(LEA) as work:
        await practise_move(work, take)
        for number in (0, 3, 2**127):
            with pytest.raises(NotFound):
                await practise_line(work, line_id(number), rules.pick_one)


async def test_who_does_not_prepare_does_not_practise(house: House) -> None:
    async with house.work(ZOE) as work:
        with pytest.raises(NotAllowed):
            await practise(work)


async def test_a_store_with_too_few_goods_has_nothing_to_practise_on(house: House) -> None:
    async with house.work(staff(2, "Hugo", "preparer", ANNECY)) as work:
        with pytest.raises(NothingToPractiseOn):
            await practise(work)


TAPS = (
    *("/anew", "/take", "/lines/{line}/pick", "/lines/{line}/unpick", "/scan", "/lines/{line}/refuse"),
    *("/ready", "/hand-over", "/hand-back"),
)
FORM = {"code": "BREAD", "quantity": "1", "reason": "damaged", "bin": "A1"}
PRACTISED = [200, *[200] * 6, 409, 409, 200]

# The page's status, then each tap's. Annecy has too few goods to practise on.
WHO = {
    "nobody": [303, *[401] * 9],
    "tablet": [303, *[401] * 9],
    "associate": [403, *[403] * 9],
    "preparer": PRACTISED,
    "manager": PRACTISED,
    "manager elsewhere": [200, *[409] * 9],
    "headquarters": [403, *[403] * 9],
    "api key": [303, *[401] * 9],
    "customer": [303, *[401] * 9],
}


async def test_its_screen_is_for_those_who_prepare_and_stand_in_a_store(app: Litestar, chain: House) -> None:
    assert {name: await statuses(browser) for name, browser in (await visitors(app, chain)).items()} == WHO


async def statuses(browser: Browser) -> list[int]:
    taps = [await tap(browser, f"/practice{path}".format(line=line_id(1)), **FORM) for path in TAPS]
    return [(await browser.get("/practice")).status_code, *(answer.status_code for answer in taps)]


async def everything_else(house: House) -> list[str]:
    """The mark of the whole database without what people practise on."""
    others = [name for name in TABLES if name != "practice_orders"]
    return [await house.value(f'SELECT md5(string_agg(t::text, chr(10))) FROM "{name}" t') for name in others]
