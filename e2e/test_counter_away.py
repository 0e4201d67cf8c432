"""At the counter without a connection: a customer's code is verified on the tablet, and the goods are handed over."""

from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from e2e.axe import violations
from e2e.browsers import Browsers, lasting_tablet
from e2e.codes import code_of
from e2e.counter import demanded, sign
from e2e.shop import Order, Shop
from e2e.tablet import Tablet
from e2e.test_offline import ALL_SENT
from tests.house import ANNECY, BREAD, BREAD_GTIN, CHEESE, LEA
from tests.story import JOHN

AWAY = ("net::ERR_", "WebSocket connection to", "htmx:error")


async def at_the_counter(tablet: Tablet) -> None:
    await tablet.go("/handover")
    await tablet.is_live()
    await tablet.until("localStorage.getItem('handover-key') !== null")


async def test_a_genuine_code_finds_its_order_and_the_goods_are_handed_over_offline(shop: Shop, tmp_path: Path) -> None:
    order = await shop.order((BREAD, 2), guest=JOHN)
    async with lasting_tablet(shop, tmp_path) as tablet:
        await tablet.enrol("Counter")
        await tablet.sign_in(LEA)
        await tablet.make_ready(order, shelf="B3")
        await tablet.keeps(order)
        await at_the_counter(tablet)
        await tablet.context.set_offline(True)
        await tablet.shows("Offline")

        await tablet.scan(await code_of(shop, order))

        found = tablet.page.locator("#found")
        await tablet.shows("Genuine: we made this code.", within=found)
        await tablet.shows("B3", within=found)
        await tablet.shows("John S.", within=found)
        await tablet.shows("2 units", within=found)
        assert await violations(tablet.page) == []
        await found.get_by_role("link", name="To the handover").tap()
        await tablet.tap("Hand over")
        await tablet.shows("Handed over. Have a good day!")
        await tablet.context.set_offline(False)
        await shop.becomes(order, "fulfilled")


@pytest.mark.parametrize("what", ["forged", "elsewhere", "over"])
async def test_any_other_code_gets_a_clear_no(shop: Shop, browsers: Browsers, what: str) -> None:
    tablet = await browsers.tablet(LEA)
    tablet.watch.forgive(*AWAY)
    order = await shop.order((BREAD, 1), guest=JOHN)
    await tablet.make_ready(order)
    genuine = await code_of(shop, order)
    codes = {
        "forged": genuine[:60] + ("A" if genuine[60] != "A" else "B") + genuine[61:],
        "elsewhere": await code_of(shop, order, location=ANNECY),
        "over": await code_of(shop, order, days=-1),
    }
    said = {"forged": "not ours", "elsewhere": "at another store", "over": "no longer kept"}
    await at_the_counter(tablet)
    await tablet.context.set_offline(True)
    await tablet.shows("Offline")

    await tablet.scan(codes[what])

    await tablet.shows(said[what], within=tablet.page.locator("[data-scan-form]"))
    await tablet.until("window.heard.includes(165)")
    await expect(tablet.page.locator("#found article")).to_have_count(0)


async def test_a_part_is_given_offline_and_the_rest_waits_as_long_as_somebody_comes_for_it(
    shop: Shop, browsers: Browsers
) -> None:
    tablet = await browsers.tablet(LEA)
    tablet.watch.forgive(*AWAY)
    order = await shop.order((BREAD, 3), (CHEESE, 1), guest=JOHN)
    await tablet.make_ready(order)
    await tablet.see(order)
    await tablet.context.set_offline(True)
    await tablet.shows("Offline")
    form = tablet.page.locator("form.given")

    await give_a_part(tablet, form, {"Country bread": 1, "Comté cheese": 1})

    await tablet.shows("Handed over 1", within=tablet.line("Country bread"))
    await expect(share(form, "Comté cheese")).to_be_hidden()
    assert await violations(tablet.page) == []
    await expect(form.get_by_text("Everything")).to_be_visible()
    await give_a_part(tablet, form, {"Country bread": 1}, rest="It goes back to its shelf")
    await tablet.shows("Handed over. Have a good day!")
    await tablet.context.set_offline(False)
    await shop.becomes(order, "fulfilled")
    given = "SELECT sum(picked)::int FROM preparation_lines WHERE preparation_id = :id AND outcome = 'collected'"
    assert await shop.house.value(given, id=order.preparation_id) == 3
    assert await shop.house.differences() == []


async def test_what_the_chain_demands_is_asked_for_offline_too(shop: Shop, browsers: Browsers) -> None:
    tablet = await browsers.tablet(LEA)
    tablet.watch.forgive(*AWAY)
    order, other = await shop.order((BREAD, 1), guest=JOHN), await shop.order((BREAD, 1))
    for each in (order, other):
        await tablet.make_ready(each)
    async with demanded(shop, "code", "signature"):
        await tablet.see(order)
        await tablet.until("localStorage.getItem('handover-key') !== null")
        await tablet.context.set_offline(True)
        await tablet.shows("Offline")
        await is_asked_for_all(tablet, genuine=await code_of(shop, order), wrong=await code_of(shop, other))
        await tablet.context.set_offline(False)
        await shop.becomes(order, "fulfilled")
    proof = "SELECT proof FROM handovers WHERE preparation_id = :id"
    assert await shop.house.value(proof, id=order.preparation_id) == "code,signature"


async def is_asked_for_all(tablet: Tablet, *, genuine: str, wrong: str) -> None:
    """One thing after the other, until all is shown."""
    form = tablet.page.locator("form.given")
    await tablet.tap("Hand over")
    await tablet.shows("Ask for the code first", within=form)
    await form.locator("[name=code]").fill(wrong)
    await tablet.tap("Hand over")
    await tablet.shows("Nothing proves that this code is this order’s", within=form)
    await form.locator("[name=code]").fill(genuine)
    await tablet.tap("Hand over")
    await tablet.shows("The customer signs first.", within=form)
    await sign(tablet)
    await tablet.tap("Hand over")
    await tablet.shows("Handed over. Have a good day!")


def share(form: Locator, goods: str) -> Locator:
    return form.locator(".sharing", has_text=goods)


async def give_a_part(tablet: Tablet, form: Locator, taken: dict[str, int], rest: str = "It waits") -> None:
    """So many of each; the rest waits, or not."""
    await form.get_by_text("Only a part").tap()
    for goods, units in taken.items():
        await share(form, goods).get_by_label("Takes").fill(str(units))
    await form.get_by_text(rest).tap()
    await tablet.tap("Hand over")


async def test_what_goes_back_to_its_shelf_is_put_back_offline(shop: Shop, tmp_path: Path) -> None:
    order = await shop.order((BREAD, 2), (CHEESE, 1))
    async with lasting_tablet(shop, tmp_path) as tablet:
        await tablet.enrol("Counter")
        await tablet.sign_in(LEA)
        await tablet.make_ready(order, shelf="B4")
        await tablet.post(f"/preparations/{order.preparation_id}/no-show", reason="refused_by_customer")
        await tablet.has_kept("/put-back")
        await tablet.go("/put-back")
        await tablet.context.set_offline(True)
        await tablet.shows("Offline")
        await put_away(tablet, order)
        assert await violations(tablet.page) == []
        await tablet.context.set_offline(False)
        await tablet.until(ALL_SENT)
    said = "SELECT sum(damaged), sum(quantity - shelved - damaged - missing) FROM put_backs WHERE preparation_id = :id"
    assert await shop.house.rows(said, id=order.preparation_id) == [(1, 0)]
    assert await shop.house.differences() == []


async def put_away(tablet: Tablet, order: Order) -> None:
    """By a scan, by a tap, and what is damaged."""
    rows = tablet.page.locator("li.put-back", has_text=order.number)
    bread, cheese = rows.filter(has_text="Country bread"), rows.filter(has_text="Comté cheese")
    reading = tablet.page.locator(".put-backs .reading b")
    before = int(await reading.inner_text())
    await tablet.scan(BREAD_GTIN)
    await expect(reading).to_have_text(str(before - 1))
    await tablet.tap("Put back: Country bread", within=bread)
    await expect(bread).to_be_hidden()
    await tablet.tap("Can’t be put back: Comté cheese", within=cheese)
    dialog = tablet.page.locator("#not-shelved")
    await dialog.get_by_text("Damaged or spoiled").tap()
    await tablet.tap("Take off the list", within=dialog)
    await expect(cheese).to_be_hidden()
    await tablet.shows("3 not yet sent")
