"""The stock's screens: what they say, what their forms do, and what is refused with a sentence."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from litestar import Litestar

from comptoir.network.actions import suspend
from comptoir.stock.actions import Fits, adjust, hold, keep_back
from tests.fulfilment.visitors import tap
from tests.house import ANNECY, BREAD, BREAD_GTIN, CHEESE, LYON, NADIA, SHOP_SITE, WINE, ZOE, House, Level
from tests.identity.conftest import Browser, app, chain
from tests.identity.test_endpoints import visit
from tests.invariants.truth import fingerprint
from tests.stock.screens import VARIANT, iris, said, zoe
from tests.stock.test_holds import held

__all__ = ["app", "chain", "iris", "zoe"]

FOR_ANNA = {"quantity": "2", "minutes": "30", "label": "Anna"}


@pytest.mark.parametrize("code", ["BREAD", BREAD_GTIN, f"0{BREAD_GTIN}", " BREAD "])
async def test_a_scan_or_a_whole_sku_leads_straight_to_the_variant(zoe: Browser, code: str) -> None:
    answer = await zoe.client.get("/stock", params={"q": code})
    assert (answer.status_code, answer.headers["location"]) == (303, VARIANT)


async def test_a_variant_says_what_is_here_and_why_not_all_of_it_is_for_sale(zoe: Browser, chain: House) -> None:
    async with chain.work() as work:
        await keep_back(work, Fits(channel="web", department="Groceries"), 3)
        await adjust(work, location_id=LYON, variant_id=BREAD, reason="damage", quantity=2, reference="")
        await adjust(work, location_id=LYON, variant_id=BREAD, reason="display", quantity=1, reference="")
    await held(chain, (BREAD, 4))
    page = said((await zoe.get(VARIANT)).text)
    assert "3 available here" in page
    assert "On hand 10 Promised 4 Damaged 2 Display pieces 1" in page
    assert "The web shop may sell 0, it keeps back 3: web shop, Groceries, everywhere" in page
    assert re.search(r"Held 15 min Anna 4 units Zoé Extend Release", page)


async def test_who_stands_nowhere_sees_the_network(iris: Browser) -> None:
    page = said((await iris.get(f"/stock/variants/{CHEESE}")).text)
    assert "25 available in the network 2 stores have some." in page
    assert page.index("Annecy") < page.index("Lyon")
    assert "Movements" not in page


async def test_a_variant_that_the_store_never_had_is_found_elsewhere(app: Litestar, chain: House) -> None:
    nadia = await visit(app, chain, NADIA)
    page = said((await nadia.get(f"/stock/variants/{WINE}")).text)
    assert "0 available here This store has never had it." in page
    assert "No other store has any left to sell." in page


async def test_a_hold_of_all_that_there_is_is_shown(zoe: Browser, chain: House) -> None:
    await held(chain, (BREAD, 10))
    page = said((await zoe.get(VARIANT)).text)
    assert ("0 available here" in page, bool(re.search(r"Anna 10 units Zoé", page))) == (True, True)


async def test_a_hold_is_made_seen_extended_and_released(zoe: Browser, chain: House) -> None:
    made = await tap(zoe, f"{VARIANT}/holds/{LYON}", **FOR_ANNA)
    assert (made.status_code, "Anna" in made.text, "8 available here" in said(made.text)) == (200, True, True)
    (row,) = await chain.rows("SELECT hold_id, expires_at FROM reservations WHERE state = 'held'")
    assert f"{row.hold_id}" in (await zoe.get("/stock/holds")).text

    extended = await tap(zoe, f"/stock/holds/{row.hold_id}/extend?variant={BREAD}", minutes="custom", custom="90")
    assert "1 h 30" in said(extended.text)
    released = await tap(zoe, f"/stock/holds/{row.hold_id}/release")
    assert "Nothing is held" in said(released.text)
    assert await chain.level(BREAD) == Level(on_hand=10)
    told = [name for name in await chain.events() if name.startswith(("Hold", "Levels"))]
    assert told == ["LevelsChanged", "HoldMade", "HoldExtended", "LevelsChanged", "HoldEnded"]


async def test_a_hold_elsewhere_is_in_the_log_with_who_made_it(zoe: Browser, chain: House) -> None:
    await tap(zoe, f"/stock/variants/{CHEESE}/holds/{ANNECY}", **FOR_ANNA)
    assert await chain.level(CHEESE, ANNECY) == Level(on_hand=20, reserved=2)
    (row,) = await chain.rows("SELECT actor, data FROM events WHERE name = 'HoldMade'")
    assert (row.actor, row.data["location_ids"]) == (f"staff:{ZOE.id}", [LYON, ANNECY])
    assert "Anna" not in str(row.data)


async def test_a_tap_that_arrives_twice_holds_once(zoe: Browser, chain: House) -> None:
    key = str(uuid4())
    for _ in range(2):
        assert (await tap(zoe, f"{VARIANT}/holds/{LYON}", key, **FOR_ANNA)).status_code == 200
    assert await chain.level(BREAD) == Level(on_hand=10, reserved=2)


@pytest.mark.parametrize(
    ("form", "status", "sentence"),
    [
        ({"quantity": "11"}, 409, "There are not so many left to hold."),
        ({"quantity": "0"}, 400, ""),
        ({"quantity": "two"}, 400, ""),
        ({"quantity": "9" * 30}, 400, ""),
        ({"label": ""}, 400, ""),
        ({"label": "   "}, 400, ""),
        ({"label": "x" * 41}, 400, ""),
        ({"label": "A\0"}, 400, ""),
        ({"minutes": "45"}, 400, ""),
        ({"minutes": "custom", "custom": "1441"}, 422, "A hold lasts from one minute to a day."),
        ({"minutes": "custom"}, 422, "A hold lasts from one minute to a day."),
        ({"minutes": "custom", "custom": ""}, 400, ""),
    ],
)
async def test_a_hold_that_cannot_be_is_refused_with_a_sentence_and_changes_nothing(
    zoe: Browser, chain: House, form: dict[str, Any], status: int, sentence: str
) -> None:
    before = await fingerprint(chain)
    answer = await tap(zoe, f"{VARIANT}/holds/{LYON}", **(FOR_ANNA | form))
    assert (answer.status_code, '<p class="message error"' in answer.text) == (status, True)
    assert sentence in answer.text
    assert await fingerprint(chain) == before


async def test_nothing_is_held_where_there_is_no_store_to_go_to(zoe: Browser, chain: House) -> None:
    before = await fingerprint(chain)
    for path, status in (
        (f"{VARIANT}/holds/99", 404),
        ("/stock/variants/99/holds/1", 409),
        (f"{VARIANT}/holds/x", 404),
    ):
        assert (await tap(zoe, path, **FOR_ANNA)).status_code == status
    for path in (f"/stock/holds/{UUID(int=1)}/release", "/stock/holds/first/release"):
        assert (await tap(zoe, path)).status_code == 404
    assert await fingerprint(chain) == before


async def test_a_suspended_store_keeps_nothing_for_customers(zoe: Browser, chain: House) -> None:
    async with chain.work(NADIA) as work:
        await suspend(work, LYON, reason="Flood")
    answer = await tap(zoe, f"{VARIANT}/holds/{LYON}", **FOR_ANNA)
    assert (answer.status_code, "Lyon keeps nothing for customers" in answer.text) == (409, True)


async def test_a_basket_of_the_shop_site_is_shown_and_left_alone(zoe: Browser, chain: House) -> None:
    async with chain.work(SHOP_SITE) as work:
        basket = await hold(work, {(LYON, BREAD): 1}, purpose="basket", channel="web")
    page = said((await zoe.get("/stock/holds")).text)
    assert ("A basket" in page, "Release" in page) == (True, False)
    answer = await tap(zoe, f"/stock/holds/{basket}/release")
    assert (answer.status_code, "A basket is its shop" in answer.text) == (403, True)


async def test_a_hold_that_is_over_is_said_to_be(zoe: Browser, chain: House) -> None:
    hold_id = await held(chain, (BREAD, 1), minutes=1)
    chain.wait(minutes=1)
    answer = await tap(zoe, f"/stock/holds/{hold_id}/extend", minutes="15")
    assert (answer.status_code, "This hold is over" in answer.text) == (409, True)


@pytest.mark.parametrize(
    ("path", "form", "leads_to"),
    [
        (f"{VARIANT}/holds/{LYON}", FOR_ANNA, VARIANT),
        ("/stock/holds/{hold}/extend", {"minutes": "15"}, "/stock/holds"),
        (f"/stock/holds/{{hold}}/release?variant={BREAD}", {}, VARIANT),
    ],
)
async def test_without_script_every_form_leads_back_to_its_page(
    zoe: Browser, chain: House, path: str, form: dict[str, Any], leads_to: str
) -> None:
    answer = await zoe.post(path.format(hold=await held(chain, (BREAD, 1))), **form)
    assert (answer.status_code, answer.headers["location"]) == (303, leads_to)


async def test_a_manager_is_told_of_promised_units_that_are_not_there(app: Litestar, chain: House) -> None:
    nadia, zoe = await visit(app, chain, NADIA), await visit(app, chain, ZOE)
    assert "Promised, and not there" not in (await nadia.get("/stock")).text
    await held(chain, (BREAD, 9))
    async with chain.work() as work:
        await adjust(work, location_id=LYON, variant_id=BREAD, reason="theft", quantity=4, reference="")
    assert "Promised, and not there 3 Country bread" in said((await nadia.get("/stock")).text)
    assert "Promised, and not there" not in (await zoe.get("/stock")).text
    assert "3 promised units are not there." in said((await zoe.get(VARIANT)).text)


@pytest.mark.parametrize(
    "path",
    [
        "/stock",
        "/stock?q=bre",
        VARIANT,
        f"{VARIANT}/stores",
        f"{VARIANT}/movements",
        "/stock/products/1",
        "/stock/holds",
    ],
)
async def test_a_page_is_kept_nowhere_and_holds_no_script_or_style_of_its_own(zoe: Browser, path: str) -> None:
    page = await zoe.get(path)
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|hx-on", page.text)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/stock?q=%00", 400),
        (f"/stock?q={'x' * 201}", 400),
        ("/stock/variants/99", 404),
        ("/stock/variants/0", 400),
        ("/stock/variants/99999999999999999999", 400),
        ("/stock/variants/bread", 404),
        ("/stock/variants/99/stores", 404),
        ("/stock/variants/99/movements", 404),
        (f"{VARIANT}/movements?before=-1", 400),
        ("/stock/products/99", 404),
        ("/stock/products/1?page=-1", 400),
    ],
)
async def test_an_address_that_cannot_be_has_a_page_that_says_so(zoe: Browser, path: str, status: int) -> None:
    answer = await zoe.get(path)
    assert (answer.status_code, "<h1" in answer.text) == (status, True)
