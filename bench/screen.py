"""Bench `screen`: what somebody with a mid-range tablet waits for, in Chromium.

The processor is slowed four times and the network is what Chromium's tools call Fast 4G. Measured are a store's queue
as it opens first and again, what a tap takes until it is seen, and whether a long queue keeps the page from answering.
Method: see README.md.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import uuid4

import asyncpg
import httpx
from playwright.async_api import Browser, BrowserContext, Page

from bench import chain, lighthouse
from bench.ground import database, figure, percentile, say, served
from bench.watching import LONG_TASKS, PAINTS, TAPS, WEIGHT
from e2e.browsers import TABLET, open_chromium

STORE, TOKEN = 1, "bench-preparer"
SIGN_IN = """
    WITH someone AS (INSERT INTO staff (name, role) VALUES ('Nadia', 'manager') RETURNING id),
         place AS (INSERT INTO staff_locations (staff_id, location_id) SELECT id, $3 FROM someone)
    INSERT INTO sessions (id, token_hash, staff_id, started_at, last_seen_at, expires_at)
    SELECT $1, $2, id, now(), now(), now() + interval '1 day' FROM someone
"""
SLOWER = 4
FAST_4G = {"offline": False, "latency": 165, "downloadThroughput": 1_012_500, "uploadThroughput": 168_750}
"""ms and bytes a second, as Chromium's developer tools have it."""

USUAL, LONG = 30, 300
"""Preparations in a store's queue: of an ordinary day, and the most that we promise for."""

LOADS, UNITS, SCROLLS = 5, 40, 20


class Tablet(NamedTuple):
    """A browser of its own, with a page that is slow as a tablet is."""

    context: BrowserContext
    page: Page


def main() -> None:
    """Measure with a usual queue, then with a long one."""
    with database() as url:
        asyncio.run(chain.build(url, stores=2, variants=50))
        with served(url) as port:
            asyncio.run(_measure(url, port))


async def _measure(url: str, port: int) -> None:
    await _sign_in(url)
    origin = f"http://127.0.0.1:{port}"
    async with open_chromium() as chromium, httpx.AsyncClient(base_url=origin) as client:
        await _order(client, USUAL)
        await _loads(chromium, origin)
        await lighthouse.score(f"{origin}/queue", cookie=f"comptoir_session={TOKEN}", rows=USUAL)
        await _taps(chromium, client, url, origin)
        await _order(client, LONG - USUAL - 1)
        await _long_queue(chromium, client, url, origin)


async def _loads(chromium: Browser, origin: str) -> None:
    """A queue as it opens on a new tablet, and again on the same."""
    first, again, least, weight = list[float](), list[float](), list[float](), 0.0
    for _ in range(LOADS):
        async with _tablet(chromium, origin) as (_context, page):
            first.append(await _largest_paint(page, "/queue"))
            weight = await page.evaluate(WEIGHT)
            await page.wait_for_timeout(2000)  # the service worker has taken in what it keeps
            again.append(await _largest_paint(page, "/queue"))
        async with _tablet(chromium, origin) as (_context, page):
            least.append(await _largest_paint(page, "/nowhere"))
    params, limit = {"rows": USUAL, "cpu": f"1/{SLOWER}", "network": "Fast 4G"}, percentile(least, 0.5)
    say(f"first {percentile(first, 0.5):.0f} ms, again {percentile(again, 0.5):.0f} ms, {weight:.1f} kB")
    limits: dict[str, Any] = {"limit": limit, "limit_is": "our smallest page on a new tablet, in the same run"}
    figure("screen", "lcp_ms", percentile(first, 0.5), "ms", params=params, **limits)
    figure("screen", "second_load_ms", percentile(again, 0.5), "ms", params=params, **limits)
    figure("screen", "script_style_kb", weight, "kB", params=params)


async def _taps(chromium: Browser, client: httpx.AsyncClient, url: str, origin: str) -> None:
    """One unit after the other is picked by a tap; the time runs from the finger until the number is drawn."""
    preparation = await _taken(client, url, await _order_units(client, UNITS))
    async with _tablet(chromium, origin) as (_context, page):
        await page.goto(f"/preparations/{preparation}")
        await page.wait_for_timeout(1000)
        for picked in range(1, UNITS):
            await page.locator(".line .pick").click()
            await page.wait_for_function("n => document.querySelector('.line .tally b').textContent == n", arg=picked)
            await page.wait_for_timeout(100)
        times = await page.evaluate("window.taps")
        shift = await page.evaluate("window.shift")
    params = {"taps": len(times), "cpu": f"1/{SLOWER}", "network": "Fast 4G"}
    say(f"{len(times)} taps: p50 {percentile(times, 0.5):.0f} ms, layout shift {shift:.3f}")
    figure("screen", "tap_p50_ms", percentile(times, 0.50), "ms", params=params)
    figure("screen", "tap_p95_ms", percentile(times, 0.95), "ms", params=params)
    figure("screen", "tap_layout_shift", shift, "1", params=params)


async def _long_queue(chromium: Browser, client: httpx.AsyncClient, url: str, origin: str) -> None:
    """A long queue is scrolled while its preparations change."""
    works = await _fetch(url, "SELECT id FROM preparations WHERE location_id = $1 AND state = 'open'", STORE)
    async with _tablet(chromium, origin) as (_context, page):
        await page.goto("/queue")
        await page.wait_for_timeout(3000)
        await page.evaluate("window.tasks = []")
        for n in range(SCROLLS):
            await _tap(client, f"/preparations/{works[n]['id']}/take")
            await page.mouse.wheel(0, 400)
            await page.wait_for_timeout(250)
        await page.wait_for_timeout(1000)
        tasks: list[float] = await page.evaluate("window.tasks")
    params = {"rows": len(works), "changes": SCROLLS, "cpu": f"1/{SLOWER}"}
    say(f"{len(works)} rows: {len(tasks)} long tasks, the longest {max(tasks, default=0):.0f} ms")
    figure("screen", "long_tasks", len(tasks), "1", params=params)
    figure("screen", "longest_task_ms", max(tasks, default=0.0), "ms", params=params)


@asynccontextmanager
async def _tablet(chromium: Browser, origin: str) -> AsyncGenerator[Tablet]:
    """A tablet that nobody used before, signed in."""
    context = await chromium.new_context(viewport=TABLET, base_url=origin, has_touch=True, locale="en-GB")
    await context.add_cookies([{"name": "comptoir_session", "value": TOKEN, "url": origin}])
    for script in (PAINTS, TAPS, LONG_TASKS):
        await context.add_init_script(script)
    page = await context.new_page()
    tools = await context.new_cdp_session(page)
    await tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    await tools.send("Network.enable")
    await tools.send("Network.emulateNetworkConditions", FAST_4G)
    yield Tablet(context, page)
    await context.close()


async def _largest_paint(page: Page, path: str) -> float:
    """When the largest thing of a page was painted, in ms since it was asked for."""
    await page.goto(path, wait_until="load")
    await page.wait_for_timeout(1000)
    return await page.evaluate("window.largest")


async def _sign_in(url: str) -> None:
    await _do(url, lambda database: database.execute(SIGN_IN, uuid4(), sha256(TOKEN.encode()).hexdigest(), STORE))


async def _fetch(url: str, question: str, *values: Any) -> list[Any]:
    return await _do(url, lambda database: database.fetch(question, *values))


async def _do(url: str, work: Callable[[Any], Awaitable[Any]]) -> Any:
    connection: Any = await asyncpg.connect(chain.plain(url))
    try:
        return await work(connection)
    finally:
        await connection.close()


async def _order(client: httpx.AsyncClient, number: int) -> None:
    for n in range(number):
        await _place(client, [{"sku": f"SKU{(n + each) % 50 + 1}", "quantity": 1 + each} for each in range(3)])


async def _order_units(client: httpx.AsyncClient, units: int) -> str:
    return await _place(client, [{"sku": "SKU1", "quantity": units}])


async def _place(client: httpx.AsyncClient, lines: list[dict[str, Any]]) -> str:
    """The order's id."""
    marie = {"name": "Marie Durand", "email": "marie@example.fr", "locale": "fr"}
    key = {"Authorization": f"Bearer {chain.KEY}", "Idempotency-Key": str(uuid4())}
    answer = await client.post("/api/orders", json={"location": "S1", "customer": marie, "lines": lines}, headers=key)
    return answer.raise_for_status().json()["id"]


async def _taken(client: httpx.AsyncClient, url: str, order_id: str) -> str:
    """The preparation of an order, taken."""
    [work] = await _fetch(url, "SELECT id FROM preparations WHERE order_id = $1::text::uuid", order_id)
    await _tap(client, f"/preparations/{work['id']}/take")
    return str(work["id"])


async def _tap(client: httpx.AsyncClient, path: str) -> None:
    cookie = {"Cookie": f"comptoir_session={TOKEN}", "Origin": str(client.base_url), "HX-Request": "true"}
    (await client.post(path, headers=cookie)).raise_for_status()
