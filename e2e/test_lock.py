"""A tablet that nobody touches locks to the PIN; behind the lock everything is as it was, also without a connection."""

from playwright.async_api import Locator, expect

from e2e.axe import violations
from e2e.browsers import Browsers
from e2e.shop import Order, Shop
from e2e.tablet import Tablet
from tests.house import BREAD, HUGO, LEA, PEOPLE, ZOE

AWAY = ("net::ERR_", "WebSocket connection to", "htmx:error")
IDLE = "localStorage.setItem('touched', String(Date.now() - 6 * 60_000))"
WRONG = "9031"
TAKEN_BY = """SELECT actor FROM events WHERE name = 'PreparationTaken' AND data->>'preparation_id' = :id"""


def lock_of(tablet: Tablet) -> Locator:
    return tablet.page.locator("#lock")


async def come_in(tablet: Tablet, *people: object) -> None:
    """People sign in by PIN on the screen, one after the other."""
    for person in people:
        await tablet.go("/pin")
        await tablet.enter_pin(person)  # type: ignore[arg-type]
        await tablet.page.wait_for_url("**/queue")
        await tablet.is_live()


async def left_alone(tablet: Tablet) -> Locator:
    """Nobody touches it for six minutes."""
    await tablet.page.evaluate(IDLE)
    await expect(lock_of(tablet)).to_be_visible()
    return lock_of(tablet)


async def type_pin(tablet: Tablet, pin: str) -> None:
    for digit in pin:
        await tablet.tap(digit, within=lock_of(tablet))
    await tablet.tap("Sign in", within=lock_of(tablet))


async def tablet_of_store(browsers: Browsers, *people: object) -> Tablet:
    tablet = await browsers.tablet()
    await tablet.enrol("Counter")
    await tablet.post("/sign-out")
    await come_in(tablet, *people)
    return tablet


async def at(tablet: Tablet, order: Order) -> None:
    """Begin with an order, and open the dialog that says what is missing."""
    await tablet.see(order)
    await tablet.tap("Take")
    await tablet.tap("Refuse: Country bread")
    await tablet.page.locator("#f-quantity").fill("1")


async def test_behind_the_lock_nothing_can_be_read_or_scanned_and_all_is_as_it_was(
    shop: Shop, browsers: Browsers
) -> None:
    tablet = await tablet_of_store(browsers, LEA)
    order = await shop.order((BREAD, 2))
    await at(tablet, order)

    lock = await left_alone(tablet)
    await expect(tablet.page.get_by_text(order.number).first).to_be_hidden()
    await expect(tablet.page.locator("#refuse")).to_be_hidden()
    assert await violations(tablet.page) == []
    await tablet.page.keyboard.press("Escape")
    await tablet.page.keyboard.press("Escape")
    await expect(lock).to_be_visible()
    await tablet.scan("BREAD-800")
    await shop.order((BREAD, 1))
    await tablet.rings(1)
    await type_pin(tablet, WRONG)
    await tablet.shows("This PIN is not right.", within=lock)
    await type_pin(tablet, "27" + LEA.id + "8")

    await expect(lock).to_be_hidden()
    await expect(tablet.page.locator("#f-quantity")).to_have_value("1")
    await tablet.tap("Close", within=tablet.page.locator("#refuse"))
    await tablet.shows("0 of 2 picked")
    await tablet.tap("Pick: Country bread")
    await tablet.shows("1 of 2 picked")


async def test_who_opens_the_page_anew_is_asked_and_comes_back_to_where_they_were(
    shop: Shop, browsers: Browsers
) -> None:
    tablet = await tablet_of_store(browsers, LEA)
    order = await shop.order((BREAD, 1))
    await tablet.see(order)
    await left_alone(tablet)

    await tablet.page.reload()

    await tablet.is_at("/pin")
    await tablet.enter_pin(LEA)
    await tablet.is_at(f"/preparations/{order.preparation_id}")
    await expect(lock_of(tablet)).to_be_hidden()


async def test_without_a_connection_only_who_signed_in_this_shift_comes_back(shop: Shop, browsers: Browsers) -> None:
    tablet = await tablet_of_store(browsers, HUGO, LEA)
    tablet.watch.forgive(*AWAY)
    order = await shop.order((BREAD, 1))
    await tablet.see(order)
    await tablet.context.set_offline(True)
    await tablet.shows("Offline")

    lock = await left_alone(tablet)
    names = await lock.locator("label.person strong").all_inner_texts()
    assert names == [LEA.name, HUGO.name]
    assert await violations(tablet.page) == []
    await type_pin(tablet, WRONG)
    await tablet.shows("This PIN is not right.", within=lock)
    await lock.locator("label.person", has_text=HUGO.name).tap()
    await type_pin(tablet, "27" + HUGO.id + "8")
    await expect(lock).to_be_hidden()
    await tablet.tap("Take")
    await tablet.shows("1 not yet sent")

    await tablet.context.set_offline(False)
    await expect(lock).to_be_visible()
    await expect(lock.locator("[data-outbox-told]")).to_be_hidden()
    assert await shop.house.value(TAKEN_BY, id=str(order.preparation_id)) == HUGO.key
    await type_pin(tablet, "27" + HUGO.id + "8")
    await expect(lock).to_be_hidden()
    await expect(tablet.page.locator("body")).to_have_attribute("data-staff", HUGO.id)


async def test_tries_without_a_connection_are_few(browsers: Browsers) -> None:
    tablet = await tablet_of_store(browsers, LEA)
    tablet.watch.forgive(*AWAY)
    await tablet.context.set_offline(True)
    await tablet.shows("Offline")
    lock = await left_alone(tablet)

    for _ in range(5):
        await type_pin(tablet, WRONG)
        await expect(lock.locator("[name=pin]")).to_have_value("")
    await tablet.shows("Too many wrong tries.", within=lock)
    await type_pin(tablet, "27" + LEA.id + "8")

    await tablet.shows("Without a connection only those", within=lock)
    await tablet.context.set_offline(False)
    await expect(lock.get_by_role("button", name="Somebody else")).to_be_visible()
    await type_pin(tablet, "27" + LEA.id + "8")
    await expect(lock).to_be_hidden()


async def test_who_signs_out_cannot_come_back_without_a_connection(browsers: Browsers) -> None:
    tablet = await tablet_of_store(browsers, LEA, ZOE)
    assert [LEA.name, ZOE.name] == await remembered(tablet)
    await tablet.page.locator("[data-menu] summary").tap()
    await tablet.tap("End of shift: sign out")
    await tablet.is_at("/pin")
    assert [LEA.name] == await remembered(tablet)


async def remembered(tablet: Tablet) -> list[str]:
    """Who could come back, by name; of no PIN is anything kept that could be read."""
    kept = await tablet.page.evaluate("localStorage.getItem('shift')")
    assert not any(f"27{person.id}8" in kept for person in PEOPLE)
    return await tablet.page.evaluate("JSON.parse(localStorage.getItem('shift')).map(each => each.name).sort()")
