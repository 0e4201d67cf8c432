"""Every address of waves, asked by everybody: only who prepares here walks, and only who has a wave goes on with it."""

import re
from collections.abc import Awaitable
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from comptoir.fulfilment.actions.waves.handing import take_wave
from comptoir.sales.actions import cancel_order
from comptoir.wiring.actors import Actor
from tests.fulfilment.test_counts_live import granted
from tests.fulfilment.test_screens_live import Served, served
from tests.fulfilment.test_screens_rights import ask, filled
from tests.fulfilment.visitors import STAFF, VISITORS, answers, visitors
from tests.fulfilment.walk import Walk
from tests.house import ANNECY, BREAD, HUGO, LYON, NADIA, SHOP_SITE, House
from tests.identity.conftest import Browser, app, chain

__all__ = ["app", "chain", "served"]

WAVE = "/waves/{wave}"
LOOKERS = [303, 303, 200, 200, 200, 404, 200, 403, 303]
PREPARERS = [401, 401, 403, 200, 200, 404, 403, 403, 401]
CHOOSERS = [303, 303, 403, 200, 200, 200, 403, 303, 303]
STARTERS = [401, 401, 403, 200, 200, 404, 403, 401, 401]
REFUSED = {"quantity": "1", "reason": "damaged"}

ASKED: list[tuple[str, str, dict[str, Any], str, list[int]]] = [
    ("GET", "/waves/new", {}, "begun", CHOOSERS),
    ("POST", "/waves", {"preparation": "{open}"}, "begun", STARTERS),
    ("GET", WAVE, {}, "begun", LOOKERS),
    ("POST", WAVE + "/scan", {"code": "BREAD"}, "begun", PREPARERS),
    ("POST", WAVE + "/variants/1/pick", {}, "begun", PREPARERS),
    ("POST", WAVE + "/preparations/{preparation}/lines/{line}/unpick", {}, "picked", PREPARERS),
    ("GET", WAVE + "/variants/1/instead", {}, "begun", [303, 303, 403, 200, 200, 404, 403, 403, 303]),
    ("POST", WAVE + "/variants/1/refuse", REFUSED, "begun", PREPARERS),
    ("POST", WAVE + "/offer", {"staff_id": "2"}, "begun", PREPARERS),
    ("POST", WAVE + "/decline", {}, "begun", PREPARERS),
    ("POST", WAVE + "/accept", {}, "begun", PREPARERS),
    ("POST", WAVE + "/take-over", {}, "Hugo's", PREPARERS),
    ("POST", WAVE + "/totes/1/put-back", {}, "cancelled", PREPARERS),
    ("POST", WAVE + "/totes/1/ready", {"bin": "A1"}, "all picked", PREPARERS),
    ("POST", WAVE + "/dissolve", {}, "begun", PREPARERS),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "form", "stage", "statuses"), ASKED, ids=[f"{row[0]} {row[1]}" for row in ASKED]
)
async def test_everybody_gets_what_is_theirs_and_changes_nothing_else(
    app: Litestar, chain: House, method: str, path: str, form: dict[str, Any], stage: str, statuses: list[int]
) -> None:
    await chain.deliver(BREAD, 50)

    def asked(browser: Browser, places: dict[str, Any]) -> Awaitable[httpx.Response]:
        return ask(browser, method, path.format(**places), filled(form, places))

    everybody, may_change = await visitors(app, chain), method == "POST"
    answered = await answers(chain, everybody, lambda who: wave_at(chain, stage, who), asked, may_change=may_change)
    assert answered == dict(zip(VISITORS, statuses, strict=True))


async def wave_at(chain: House, stage: str, who: Actor) -> dict[str, Any]:
    """What stands in the addresses: a wave of an order of two breads, as far as it is, and an order beside it."""
    walk = await Walk.begin(chain, [(BREAD, 2)], who=who)
    for _ in range({"picked": 1, "cancelled": 1, "all picked": 2}.get(stage, 0)):
        await walk.scan(BREAD, who=who)
    if stage == "cancelled":
        async with chain.work(SHOP_SITE) as work:
            await cancel_order(work, walk.orders[0])
    if stage == "Hugo's":
        async with chain.work(HUGO) as work:
            await take_wave(work, walk.id, over=True)
    beside = await chain.order((BREAD, 1))
    line = await chain.line_of(walk.preparations[0], BREAD)
    places: dict[str, UUID] = {"wave": walk.id, "preparation": walk.preparations[0], "line": line}
    return places | {"open": await chain.preparation_of(beside.order.id)}


def test_every_address_is_asked(app: Litestar) -> None:
    served = {
        (method, re.sub(r"{\w+:\w+}", "{}", route.path))
        for route in app.routes
        if isinstance(route, HTTPRoute) and route.path.startswith("/waves")
        for method in route.methods - {"OPTIONS"}
    }
    asked = {(method, re.sub(r"{\w+}|(?<=/variants/)1|(?<=/totes/)1", "{}", path)) for method, path, *_ in ASKED}
    assert asked == served


async def test_only_the_store_follows_its_waves(served: Served, chain: House) -> None:
    walk = await Walk.begin(chain, [(BREAD, 1)], who=NADIA)
    topics = {f"store:{LYON}:waves": "list", f"store:{LYON}:wave:{walk.id}": "wave"}
    topics[f"store:{ANNECY}:wave:{walk.id}"] = "by another store's name"
    everybody = await visitors(served.app, chain)
    staying = [name for name in VISITORS if name not in ("nobody", "customer")]  # the connection of these is closed
    followed = {name: await granted(served, everybody[name], topics) for name in staying}
    both = {"list", "wave"}
    assert followed == {name: both if name in STAFF and name != "manager elsewhere" else set() for name in followed}
