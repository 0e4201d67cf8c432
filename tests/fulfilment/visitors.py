"""Everybody who may stand before a store's screens, each with a browser; and an order at any stage."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import httpx
from litestar import Litestar

from comptoir.fulfilment import actions
from comptoir.wiring.actors import Actor
from comptoir.wiring.links import pickup_token
from tests.house import BREAD, IRIS, LEA, LYON, NADIA, PAUL, ZOE, House
from tests.identity.conftest import Browser, tablet_of
from tests.identity.test_endpoints import visit
from tests.invariants.truth import fingerprint
from tests.sales.conftest import key_with
from tests.story import Story

HTMX = {"HX-Request": "true"}
STAFF = {
    "associate": ZOE,
    "preparer": LEA,
    "manager": NADIA,
    "manager elsewhere": PAUL,
    "headquarters": IRIS,
}
VISITORS = ("nobody", "tablet", *STAFF, "api key", "customer")


async def visitors(app: Litestar, chain: House) -> dict[str, Browser]:
    """A browser for each."""
    people = {name: await visit(app, chain, person) for name, person in STAFF.items()}
    key = await key_with(chain, "orders:read", "orders:write")
    story = await Story.begin(chain, (BREAD, 1))
    others = {
        "nobody": Browser(app),
        "tablet": await tablet_of(app, chain),
        "api key": bearing(app, key),
        "customer": bearing(app, pickup_token(chain.settings, story.order_id)),
    }
    return {name: (people | others)[name] for name in VISITORS}


def bearing(app: Litestar, token: str) -> Browser:
    browser = Browser(app)
    browser.client.headers["Authorization"] = f"Bearer {token}"
    return browser


async def answers(
    chain: House,
    everybody: dict[str, Browser],
    scene: Callable[[Actor], Awaitable[Any]],
    ask: Callable[[Browser, Any], Awaitable[httpx.Response]],
    *,
    may_change: bool,
    workers: Sequence[str] = ("preparer", "manager"),
) -> dict[str, int]:
    """The status that everybody is answered with, one after the other. Who only looks or is refused changes nothing.

    The scene is set for who works, one of `workers` or else Léa: again for another one, and after a change.
    """
    answered: dict[str, int] = {}
    place, whose = None, None
    for name, browser in everybody.items():
        worker = STAFF[name] if name in workers else LEA
        if worker != whose:
            place, whose = await scene(worker), worker
        await browser.get("/queue")  # who was just seen is not noted again
        before = await fingerprint(chain)
        answered[name] = (await ask(browser, place)).status_code
        if await fingerprint(chain) != before:
            assert may_change, name
            assert answered[name] == 200, name
            whose = None
    return answered


async def tap(browser: Browser, path: str, key: str = "", **fields: Any) -> httpx.Response:
    """A tap, as the screens send it."""
    return await browser.post(path, headers=HTMX | ({"Idempotency-Key": key} if key else {}), **fields)


async def order_at(chain: House, stage: str, worker: Actor = LEA) -> Story:
    """An order of one bread that is open, taken by somebody, picked, ready or told."""
    story = await Story.begin(chain, (BREAD, 1))
    stages = ("open", "taken", "picked", "ready", "told")
    taker = worker if stage == "taken" else LEA
    steps = (lambda: take(chain, story, taker), story.pick, story.make_ready, story.tell)
    for step in steps[: stages.index(stage)]:
        await step()
    return story


async def take(chain: House, story: Story, worker: Actor) -> None:
    async with chain.work(worker) as work:
        await actions.take(work, story.preparation_id)


async def places_of(chain: House, story: Story) -> dict[str, Any]:
    """What stands in the addresses of an order's screens."""
    return {
        "preparation": story.preparation_id,
        "order": story.order_id,
        "line": await chain.line_of(story.preparation_id, BREAD),
        "store": LYON,
        "code": await story.code(),
    }
