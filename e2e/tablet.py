"""The cast's screens, the store's tablet and the customer's phone, and what people do on them."""

import asyncio
import re
import time
from urllib.parse import urlencode, urlsplit

from playwright.async_api import BrowserContext, Error, Locator, Page, expect

from comptoir.wiring.actors import Actor
from comptoir.wiring.locales import COOKIE
from e2e.shop import PASSWORD, PATIENCE_S, PINS, Order, Shop
from e2e.watch import Watch
from tests.house import LYON, NADIA

KEYS_APART_S = 0.004
"""How fast a scanner types."""

HANDS_S = 0.6
"""How long it takes at least until the next article is in front of the scanner."""

KEYS = {
    "Enter": {"key": "Enter", "text": "\r"},
    "\x1d": {"key": "]", "code": "BracketRight", "modifiers": 2},
}
"""Keys that are no signs; the group separator comes as Ctrl+]."""

EARS = """
window.heard = [];
window.OscillatorNode = class extends OscillatorNode {
  constructor(speaker, note) { super(speaker, note); window.heard.push(note.frequency); }
};
"""
"""Writes down the pitch of every note that the page plays."""

CHIME_HZ = 784

EMPTY_OUTBOX = """() => new Promise((go) => {
  indexedDB.open("comptoir-outbox", 1).onsuccess = ({ target }) => {
    const change = target.result.transaction("commands", "readwrite");
    change.oncomplete = () => (target.result.close(), go());
    change.objectStore("commands").clear();
  };
})"""

KEPT = "path => caches.match(path).then(page => Boolean(page))"


class Screen:
    """A browser with one page open."""

    def __init__(self, shop: Shop, context: BrowserContext, page: Page, watch: Watch) -> None:
        self.shop, self.context, self.page, self.watch = shop, context, page, watch
        self._scanned = 0.0
        self._is_cut_off = False

    async def go(self, path: str) -> None:
        await self.page.goto(path)

    async def speak(self, locale: str) -> None:
        """Show pages in this language from now on."""
        await self.context.add_cookies([{"name": COOKIE, "value": locale, "url": self.shop.url}])

    async def is_at(self, path: str) -> None:
        """Returns when the page of this path is shown."""
        await self.page.wait_for_url(lambda url: urlsplit(url).path == path)

    @property
    def connection(self) -> Locator:
        """What the page says of its connection."""
        return self.page.locator("[data-connection][aria-live]")

    async def is_live(self) -> None:
        """Returns when the page is connected."""
        await expect(self.connection).to_have_attribute("data-connection", "live")

    async def cut_off(self) -> None:
        """Take the connection away from the page that is open. Returns when it says so."""
        self.watch.forgive("net::ERR_", "WebSocket connection to", "htmx:error")
        self._is_cut_off = True
        await self.context.set_offline(True)
        await self.page.locator("[data-connection=offline]").first.wait_for(state="attached")

    async def mend(self) -> None:
        """Give it back; what was done meanwhile is forgotten."""
        if self._is_cut_off:
            await self.page.evaluate(EMPTY_OUTBOX)
            await self.context.set_offline(False)
        self._is_cut_off = False

    async def until(self, holds: str) -> None:
        """Returns when an expression is true on the page."""
        async with asyncio.timeout(PATIENCE_S):
            while not await self._says(holds):
                await asyncio.sleep(0.05)

    async def _says(self, question: str, about: str | None = None) -> object:
        """What the page answers; nothing while it is being left for another."""
        try:
            return await self.page.evaluate(question, about)
        except Error as error:
            if "Execution context was destroyed" not in error.message:
                raise
            return None

    async def settles(self) -> None:
        """Returns when all has come, and nothing is marked as changed any more."""
        await self.page.wait_for_load_state("networkidle")
        await expect(self.page.locator(".changed")).to_have_count(0)

    async def shows(self, text: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        """Returns when these words are seen."""
        await expect((within or self.page).get_by_text(text).filter(visible=True).first).to_be_visible()

    def button(self, name: str, *, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("button", name=name, exact=True)

    async def tap(self, name: str, *, within: Locator | None = None) -> None:
        """Tap a button."""
        await self.button(name, within=within).tap()

    async def scan(self, code: str) -> None:
        """Somebody takes up an article and scans it."""
        await asyncio.sleep(max(0, self._scanned + HANDS_S - time.time()))
        await self.trigger(code)

    async def trigger(self, code: str, *, again_after_s: float | None = None) -> None:
        """A keyboard-wedge scanner types a code, far faster than people, and ends it with Enter; perhaps twice."""
        begun = time.time()
        await self._type(code, begun)
        if again_after_s is not None:
            await self._type(code, begun + len(code) * KEYS_APART_S + again_after_s)
        self._scanned = time.time()

    async def _type(self, code: str, begun: float) -> None:
        devtools = await self.context.new_cdp_session(self.page)
        for place, sign in enumerate([*code, "Enter"]):
            at = {**KEYS.get(sign, {"key": sign, "text": sign}), "timestamp": begun + place * KEYS_APART_S}
            await devtools.send("Input.dispatchKeyEvent", {"type": "keyDown", **at})
            await devtools.send("Input.dispatchKeyEvent", {"type": "keyUp", **at})
        await devtools.detach()


class Tablet(Screen):
    """The store's tablet."""

    async def enrol(self, name: str, *, location: int = LYON, by: Actor = NADIA) -> None:
        """A manager makes it the store's; by requests, without looking at the screens."""
        await self.post("/sign-in", email=f"{by.id}@example.fr", password=PASSWORD)
        await self.post("/devices/enrol", location_id=str(location), name=name)

    async def sign_in(self, person: Actor) -> None:
        """Somebody signs in by PIN, likewise, and sees the queue."""
        await self.post("/pin", staff_id=person.id, pin=PINS[person.id])
        await self.go("/queue")
        await self.is_live()

    async def enter_pin(self, person: Actor, pin: str = "") -> None:
        """Somebody taps their tile, and their PIN on the pad."""
        await self.page.locator("label.person", has_text=person.name).tap()
        for digit in pin or PINS[person.id]:
            await self.tap(digit)
        await self.page.locator(".pad [type=submit]").tap()

    def row(self, order: Order) -> Locator:
        """An order in the queue."""
        return self.page.locator(f"#entry-{order.preparation_id}")

    def line(self, goods: str) -> Locator:
        """A line of the order that is open."""
        return self.page.locator("li.line", has_text=goods)

    async def touch(self) -> None:
        """Touch the screen where nothing is: browsers play no sound before that."""
        await self.page.touchscreen.tap(500, 700)

    async def rings(self, times: int) -> None:
        """Returns when the page has rung for new work so often."""
        async with asyncio.timeout(PATIENCE_S):
            while (await self.page.evaluate("window.heard")).count(CHIME_HZ) < times:
                await asyncio.sleep(0.1)

    async def take(self, order: Order) -> None:
        """Whoever is signed in takes an order; by a request, without looking at the screens."""
        await self.post(f"/preparations/{order.preparation_id}/take")

    async def pick(self, order: Order, *, units: int = 999) -> None:
        """The same, and picks so many units of it, or all."""
        await self.take(order)
        query = "SELECT id, quantity - picked - refused AS units FROM preparation_lines WHERE preparation_id = :id"
        lines = await self.shop.house.rows(query, id=order.preparation_id)
        for line_id in [line.id for line in lines for _ in range(line.units)][:units]:
            await self.post(f"/preparations/{order.preparation_id}/lines/{line_id}/pick")

    async def refuse(self, order: Order, *, lines: int, reason: str) -> None:
        """The same, but can't serve so many of its lines."""
        await self.take(order)
        query = "SELECT id, quantity FROM preparation_lines WHERE preparation_id = :id LIMIT :lines"
        for line in await self.shop.house.rows(query, id=order.preparation_id, lines=lines):
            url = f"/preparations/{order.preparation_id}/lines/{line.id}/refuse"
            await self.post(url, quantity=line.quantity, reason=reason)

    async def swap(self, order: Order, sku: str, instead: str) -> None:
        """The same, but a unit is damaged, and the customer agrees by telephone to something else."""
        url, variants = await self._missing(order, sku, instead)
        await self.post(f"{url}/substitute", quantity=1, reason="damaged", consent="phone", variant_id=variants[0])

    async def ask(self, order: Order, sku: str, *instead: str) -> None:
        """The same, but a unit is damaged, and the customer is asked whether it may be something else."""
        url, variants = await self._missing(order, sku, *instead)
        form = [("quantity", "1"), ("reason", "damaged"), *(("variant_id", str(each)) for each in variants)]
        kind = {"Origin": self.shop.url, "Content-Type": "application/x-www-form-urlencoded"}
        answer = await self.context.request.post(f"{url}/ask", data=urlencode(form), headers=kind, max_redirects=0)
        assert answer.status < 400, await answer.text()

    async def _missing(self, order: Order, sku: str, *instead: str) -> tuple[str, list[int]]:
        """The address of a line of an order that is taken, and the variants of other SKUs."""
        await self.take(order)
        of = "JOIN variants v ON v.id = l.variant_id WHERE l.preparation_id = :id AND v.sku = :sku"
        line = f"SELECT l.id FROM preparation_lines l {of}"
        line_id = await self.shop.house.value(line, id=order.preparation_id, sku=sku)
        found = "SELECT id FROM variants WHERE sku = :sku"
        variants = [await self.shop.house.value(found, sku=each) for each in instead]
        return f"{self.shop.url}/preparations/{order.preparation_id}/lines/{line_id}", variants

    async def make_ready(self, order: Order, shelf: str = "A12") -> None:
        """The same, and it waits on a shelf."""
        await self.pick(order)
        await self.post(f"/preparations/{order.preparation_id}/ready", bin=shelf)

    async def see(self, order: Order) -> None:
        """Open an order."""
        await self.go(f"/preparations/{order.preparation_id}")
        await self.is_live()

    async def keeps(self, *orders: Order) -> None:
        """Returns when these orders, and nothing older of them, would open without a connection."""
        for order in orders:
            await self.has_kept(f"/preparations/{order.preparation_id}")

    async def has_kept(self, path: str) -> None:
        """Returns when this page would open without a connection."""
        async with asyncio.timeout(PATIENCE_S):
            while not await self._says(KEPT, path):
                await asyncio.sleep(0.1)

    async def post(self, path: str, **form: str | float | bool) -> None:
        answer = await self.context.request.post(path, form=form, headers={"Origin": self.shop.url}, max_redirects=0)
        assert answer.status < 400, await answer.text()


class Phone(Screen):
    """The customer's phone."""
