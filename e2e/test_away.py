"""What happens while the connection, or the server, is away."""

import asyncio

from playwright.async_api import expect

from e2e.browsers import Browsers
from e2e.line import Line
from e2e.shop import Shop
from e2e.tablet import Tablet
from tests.house import BREAD, CHEESE, HUGO, LEA, ZOE

AWAY = ("net::ERR_", "WebSocket connection to", "htmx:error")
"""What the console says of a connection that is away."""


async def test_a_tablet_that_was_cut_off_shows_on_return_what_a_fresh_load_shows(
    shop: Shop, browsers: Browsers, line: Line
) -> None:
    tablet, colleague = await browsers.tablet(LEA, line=line), await browsers.tablet(HUGO, name="Stock room")
    tablet.watch.forgive(*AWAY)
    taken, cancelled, ready = [await shop.order((BREAD, 1)) for _ in range(3)]
    await expect(tablet.row(ready)).to_be_visible()

    line.cut()
    await expect(tablet.connection).to_have_attribute("data-connection", "offline")
    await colleague.take(taken)
    await shop.cancel(cancelled)
    await colleague.make_ready(ready)
    new = await shop.order((CHEESE, 1))
    line.mend()

    await tablet.is_live()
    await expect(tablet.row(new)).to_be_visible()
    await expect(tablet.row(cancelled)).to_have_count(0)
    await tablet.shows("Hugo", within=tablet.row(taken))
    await shows_what_a_fresh_load_shows(tablet)


async def test_a_connection_that_dies_without_a_word_is_noticed_and_made_again(
    shop: Shop, browsers: Browsers, line: Line
) -> None:
    tablet = await browsers.tablet(ZOE, line=line)
    tablet.watch.forgive(*AWAY)

    line.fall_silent()
    order = await shop.order((CHEESE, 1))
    await expect(tablet.connection).not_to_have_attribute("data-connection", "live", timeout=45_000)
    line.mend()

    await tablet.is_live()
    await expect(tablet.row(order)).to_be_visible()
    await shows_what_a_fresh_load_shows(tablet)


async def test_the_count_in_the_header_comes_although_its_first_request_was_lost(
    shop: Shop, browsers: Browsers
) -> None:
    tablet = await browsers.tablet(ZOE)
    tablet.watch.forgive(*AWAY)
    await shop.order((CHEESE, 1))
    await tablet.page.route("**/queue/count", lambda route: route.abort(), times=1)

    await tablet.go("/handover")

    await expect(tablet.page.locator("#queue-count")).not_to_be_empty()


async def test_a_server_that_was_killed_loses_no_order_and_no_tap(shop: Shop, browsers: Browsers) -> None:
    tablet = await browsers.tablet(LEA)
    tablet.watch.forgive(*AWAY)
    order = await shop.order((BREAD, 2))
    await tablet.tap("Take", within=tablet.row(order))
    await tablet.tap("Pick: Country bread")
    await tablet.shows("1 of 2 picked")

    await shop.server.kill()
    await tablet.tap("Pick: Country bread")
    await tablet.shows("1 not yet sent")
    await shop.server.start()
    await shop.answers()

    await tablet.is_live()
    await expect(tablet.page.locator("[data-outbox-count]")).to_be_hidden()
    await tablet.shows("2 of 2 picked")
    await tablet.go("/queue")
    await expect(tablet.row(order)).to_contain_text("2 of 2 units")
    assert await shop.house.differences() == []


async def shows_what_a_fresh_load_shows(tablet: Tablet) -> None:
    """The same page in a second tab is the same to the letter. Marks fade, and minutes pass: it may take a moment."""
    fresh = await tablet.context.new_page()
    await fresh.goto(tablet.page.url)
    async with asyncio.timeout(20):
        while await tablet.page.evaluate(PICTURE) != await fresh.evaluate(PICTURE):
            await asyncio.sleep(0.5)
    await fresh.close()


PICTURE = """() => {
  const screen = document.querySelector("main").cloneNode(true);
  for (const element of screen.querySelectorAll(".changed")) element.classList.remove("changed");
  for (const element of screen.querySelectorAll("*")) {
    const named = [...element.attributes].sort((one, other) => (one.name < other.name ? -1 : 1));
    for (const { name } of named) element.removeAttribute(name);
    for (const { name, value } of named) element.setAttribute(name, value);
  }
  return screen.innerHTML.replaceAll(/ class="[ ]*"/g, "").replaceAll(/\\s+/g, " ");
}"""
