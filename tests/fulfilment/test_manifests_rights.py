"""Every address of what a carrier takes along, asked by everybody."""

import re
from collections.abc import Awaitable
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from comptoir.fulfilment.actions import manifests
from comptoir.wiring.actors import Actor
from tests.fulfilment.courier import OWN, do_jobs
from tests.fulfilment.test_screens_rights import COUNTER, LOOKERS, PREPARERS, ask, filled
from tests.fulfilment.visitors import VISITORS, answers, visitors
from tests.house import BREAD, LEA, LYON, House
from tests.identity.conftest import Browser, app, chain
from tests.journey import Journey

__all__ = ["app", "chain"]
assert COUNTER

ALL = "/stores/{store}/carrier"
BOX = "/preparations/{preparation}/boxes/1/load"
ASKED: list[tuple[str, str, dict[str, Any], list[int]]] = [
    ("GET", "/carrier", {}, [303, 303, 200, 200, 200, 200, 200, 303, 303]),
    ("GET", ALL, {}, LOOKERS),
    ("POST", ALL + "/scan", {"code": "{tracking}"}, PREPARERS),
    ("POST", ALL + "/all", {"carrier": "Comptoir"}, PREPARERS),
    ("POST", ALL + "/close", {"carrier": "Comptoir"}, PREPARERS),
    ("POST", BOX, {"loaded": "false"}, PREPARERS),
    ("GET", "/manifests/{manifest}", {}, LOOKERS),
    ("GET", "/manifests/{manifest}/pdf", {}, LOOKERS),
]


@pytest.mark.parametrize(("method", "path", "form", "statuses"), ASKED, ids=[f"{row[0]} {row[1]}" for row in ASKED])
async def test_everybody_gets_what_is_theirs_and_changes_nothing_else(
    app: Litestar, chain: House, method: str, path: str, form: dict[str, Any], statuses: list[int]
) -> None:
    manifest = await closed(chain)

    async def scene(_: Actor) -> dict[str, Any]:
        return await loaded(chain) | {"manifest": manifest, "store": LYON}

    def asked(browser: Browser, places: dict[str, Any]) -> Awaitable[httpx.Response]:
        return ask(browser, method, path.format(**places), filled(form, places))

    everybody, may_change = await visitors(app, chain), method == "POST"
    answered = await answers(chain, everybody, scene, asked, may_change=may_change, workers=())
    assert answered == dict(zip(VISITORS, statuses, strict=True))


async def loaded(chain: House) -> dict[str, Any]:
    """A bread to ship from Lyon, in a box with a label, that goes along."""
    journey = await Journey.begin(chain, (BREAD, 1, LYON), method="ship")
    await journey.take()
    await journey.pick_all()
    await journey.pack(label=OWN)
    await do_jobs(chain)
    async with chain.work(LEA) as work:
        await manifests.load_box(work, journey.preparation_id, number=1)
    tracking = "SELECT tracking FROM parcels WHERE preparation_id = :id"
    tracked = await chain.value(tracking, id=journey.preparation_id)
    return {"preparation": journey.preparation_id, "tracking": tracked}


async def closed(chain: House) -> Any:
    await chain.deliver(BREAD, 20)
    chain.settings.own_carrier = "Comptoir"
    await loaded(chain)
    async with chain.work(LEA) as work:
        return await manifests.close_manifest(work, location_id=LYON, carrier="Comptoir")


def test_every_address_is_asked(app: Litestar) -> None:
    served = {
        (method, re.sub(r"{\w+:\w+}", "{}", route.path))
        for route in app.routes
        if isinstance(route, HTTPRoute) and re.search(r"/carrier|^/manifests|/boxes/.*/load$", route.path)
        for method in route.methods - {"OPTIONS"}
    }
    asked = {(method, re.sub(r"{\w+}", "{}", path)) for method, path, *_ in ASKED}
    assert {(method, path.replace("/boxes/1/", "/boxes/{}/")) for method, path in asked} == served
