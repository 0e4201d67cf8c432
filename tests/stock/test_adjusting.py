"""Adjusting stock by hand: which reasons do what, who may correct how much, and what the screens say of it."""

import re
from typing import Any

import httpx
import pytest
from litestar import Litestar

from comptoir.kit.errors import NotAllowed, NotFound, Refused
from comptoir.stock.actions import adjust_by_hand
from comptoir.stock.rules import (
    ByHand,
    Extent,
    KindNeeded,
    ManagerNeeded,
    TooFew,
    Unsellable,
    check_alone,
    kind_of,
)
from comptoir.wiring.actors import Actor
from tests.fulfilment.visitors import HTMX, VISITORS, tap, visitors
from tests.house import BREAD, IRIS, LEA, LYON, NADIA, PAUL, WINE, ZOE, House, Level
from tests.identity.conftest import Browser, app, chain
from tests.identity.test_endpoints import visit
from tests.invariants.truth import fingerprint

__all__ = ["app", "chain"]

LIMIT = Extent(units=10, value=5000)
PAGE = f"/stock/variants/{BREAD}/adjust"
ONE_FOUND = {"reason": "found", "quantity": "1"}


@pytest.mark.parametrize(
    ("extent", "is_beyond"),
    [
        (Extent(10, 5000), False),
        (Extent(11, 0), True),
        (Extent(1, 5001), True),
        (Extent(), False),
    ],
)
def test_a_limit_is_one_of_units_and_of_value(extent: Extent, is_beyond: bool) -> None:
    assert extent.is_beyond(LIMIT) is is_beyond


def test_a_manager_has_no_limit() -> None:
    check_alone(Extent(1000, 10**6), LIMIT, is_manager=True)
    with pytest.raises(ManagerNeeded):
        check_alone(Extent(1000, 10**6), LIMIT, is_manager=False)


@pytest.mark.parametrize(("reason", "kind", "taken"), [("disposal", "damaged", "damaged"), ("disposal", None, None),
    ("restore", "display", "display"), ("loss", "damaged", None)])  # fmt: skip
def test_a_kind_counts_only_where_a_reason_asks_for_one(
    reason: ByHand, kind: Unsellable | None, taken: Unsellable | None
) -> None:
    assert kind_of(reason, kind) == taken
    with pytest.raises(KindNeeded):
        kind_of("restore", None)


async def adjusted(
    house: House, who: Actor, reason: ByHand, quantity: int, kind: Unsellable | None = None, variant: int = BREAD
) -> Level:
    """Somebody adjusts a level at Lyon; how it stands then."""
    async with house.work(who) as work:
        await adjust_by_hand(
            work, location_id=LYON, variant_id=variant, reason=reason, quantity=quantity, kind=kind, remark="seen"
        )
    return await house.level(variant)


async def test_the_reason_decides_what_happens_to_the_level(house: House) -> None:
    assert await adjusted(house, LEA, "found", 2) == Level(on_hand=12)
    assert await adjusted(house, LEA, "theft", 1) == Level(on_hand=11)
    assert await adjusted(house, LEA, "block", 3) == Level(on_hand=11, unsellable=3)
    assert await adjusted(house, LEA, "restore", 2, "blocked") == Level(on_hand=11, unsellable=1)
    assert await adjusted(house, LEA, "disposal", 1, "blocked") == Level(on_hand=10)
    assert await adjusted(house, LEA, "found", 2, variant=WINE) == Level(on_hand=2)
    rows = await house.rows("SELECT cause, reference, actor FROM movements WHERE variant_id = 1 ORDER BY version")
    assert [row.cause for row in rows] == ["opening", "found", "theft", "block", "restore", "disposal"]
    assert {(row.reference, row.actor) for row in rows[1:]} == {("adjustment: seen", LEA.key)}
    assert await house.differences() == []


@pytest.mark.parametrize(("variant", "most"), [(BREAD, 10), (WINE, 4)])
async def test_a_preparer_corrects_up_to_the_limit_of_units_or_of_value_and_a_manager_any(
    house: House, variant: int, most: int
) -> None:
    await adjusted(house, LEA, "found", most, variant=variant)
    with pytest.raises(ManagerNeeded):
        await adjusted(house, LEA, "found", most + 1, variant=variant)
    await adjusted(house, NADIA, "found", 400, variant=variant)
    await adjusted(house, IRIS, "found", 400, variant=variant)


@pytest.mark.parametrize(("who", "refusal"), [(ZOE, NotAllowed), (PAUL, NotFound)])
async def test_others_may_correct_nothing(house: House, who: Actor, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        await adjusted(house, who, "found", 1)
    assert await house.level(BREAD) == Level(on_hand=10)


async def test_more_than_there_are_cannot_go(house: House) -> None:
    with pytest.raises(TooFew):
        await adjusted(house, NADIA, "loss", 11)


async def test_promised_units_that_are_gone_are_a_shortfall(house: House) -> None:
    await house.order((BREAD, 9))
    assert await adjusted(house, LEA, "loss", 2) == Level(on_hand=8, reserved=9)
    assert "ShortfallFound" in await house.events()


@pytest.fixture
async def lea(app: Litestar, chain: House) -> Browser:
    """Léa's tablet, where she was just seen."""
    browser = await visit(app, chain, LEA)
    await browser.get("/queue")
    return browser


# The status for each visitor: nobody, tablet, associate, preparer, manager, manager elsewhere, headquarters, API key,
# customer. One adjusts the store where one stands: the manager elsewhere her own, headquarters none.
ASKED: list[tuple[str, str, dict[str, Any], list[int]]] = [
    ("GET", PAGE, {}, [303, 303, 403, 200, 200, 200, 403, 303, 303]),
    ("GET", f"{PAGE}/preview?reason=found&quantity=1", {}, [303, 303, 403, 200, 200, 200, 403, 303, 303]),
    ("POST", PAGE, ONE_FOUND, [401, 401, 403, 200, 200, 200, 403, 401, 401]),
]


@pytest.mark.parametrize(("method", "path", "form", "statuses"), ASKED, ids=[f"{row[0]} {row[1]}" for row in ASKED])
async def test_everybody_gets_what_is_theirs_and_changes_nothing_else(
    app: Litestar, chain: House, method: str, path: str, form: dict[str, Any], statuses: list[int]
) -> None:
    answered: dict[str, int] = {}
    for name, browser in (await visitors(app, chain)).items():
        await browser.get("/queue")  # who was just seen is not noted again
        before = await fingerprint(chain)
        answer = await (browser.get(path) if method == "GET" else tap(browser, path, **form))
        answered[name] = answer.status_code
        assert (method, answer.status_code) == ("POST", 200) or await fingerprint(chain) == before
    assert answered == dict(zip(VISITORS, statuses, strict=True))


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"reason": "found", "quantity": "0"}, 400),
        ({"reason": "found", "quantity": "-1"}, 400),
        ({"reason": "found", "quantity": "many"}, 400),
        ({"reason": "found", "quantity": "9" * 30}, 400),
        ({"reason": "found"}, 400),
        ({"quantity": "1"}, 400),
        ({"reason": "rain", "quantity": "1"}, 400),
        ({"reason": "disposal", "kind": "eaten", "quantity": "1"}, 400),
        ({"reason": "found", "quantity": "1", "remark": "x" * 201}, 400),
        ({"reason": "found", "quantity": "1", "remark": "\0"}, 400),
        ({"reason": "loss", "quantity": "11"}, 403),
        ({"reason": "damage", "quantity": "10", "kind": "blocked"}, 200),
        ({"reason": "restore", "quantity": "1"}, 422),
        ({"reason": "restore", "quantity": "1", "kind": "damaged"}, 422),
    ],
)
async def test_a_form_that_cannot_be_is_refused_with_a_sentence_and_changes_nothing(
    lea: Browser, chain: House, form: dict[str, Any], status: int
) -> None:
    before = await fingerprint(chain)
    answer = await tap(lea, PAGE, **form)
    assert answer.status_code == status
    assert status == 200 or '<p class="message error"' in answer.text
    assert status == 200 or await fingerprint(chain) == before


async def test_a_till_s_reasons_are_not_a_person_s(lea: Browser) -> None:
    for reason in ("sale", "return"):
        assert (await tap(lea, PAGE, reason=reason, quantity="1")).status_code == 400


async def test_what_it_will_do_is_shown_before_it_is_done(lea: Browser, chain: House) -> None:
    await chain.order((BREAD, 8))
    assert facts(await lea.get(f"{PAGE}/preview?quantity=2")) == ["10", "8", "2"]
    assert facts(await lea.get(f"{PAGE}/preview?reason=damage&quantity=2")) == ["10", "0→2", "8", "2→0"]
    short = await lea.get(f"{PAGE}/preview?reason=loss&quantity=3")
    assert (facts(short), "1 promised unit will be missing" in short.text) == (["10→7", "8", "2→−1"], True)
    assert "Only 10 are there for this." in (await lea.get(f"{PAGE}/preview?reason=loss&quantity=11")).text
    assert "A manager has to do it." in (await lea.get(f"{PAGE}/preview?reason=found&quantity=11")).text
    assert await chain.level(BREAD) == Level(on_hand=10, reserved=8)


def facts(answer: httpx.Response) -> list[str]:
    """The figures that are shown."""
    told = re.findall(r"<dd>(.*?)</dd>", answer.text)
    return [re.sub(r"<[^>]*>|becomes| ", "", words) for words in told]


async def test_it_is_a_page_and_a_piece_of_one_and_works_without_script(lea: Browser, chain: House) -> None:
    assert "<!doctype html>" in (await lea.get(PAGE)).text
    piece = await lea.client.get(PAGE, headers=HTMX)
    assert (piece.status_code, "<!doctype" in piece.text) == (200, False)
    answer = await lea.post(PAGE, reason="found", quantity="1")
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    assert await chain.level(BREAD) == Level(on_hand=11)


@pytest.mark.parametrize("path", ["/stock/variants/99/adjust", "/stock/variants/first/adjust"])
async def test_what_is_not_in_the_catalogue_cannot_be_adjusted(lea: Browser, path: str) -> None:
    assert (await lea.get(path)).status_code == 404
    assert (await tap(lea, path, **ONE_FOUND)).status_code == 404
