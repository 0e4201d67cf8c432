"""What else headquarters do with routing, asked by everybody: help for stores, trials, what nobody serves."""

import re
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from comptoir.routing.actions import draft_policy, start_trial
from comptoir.routing.queries.policies import as_document
from comptoir.routing.rules.standard import STANDARD
from tests.fulfilment.visitors import VISITORS, tap, visitors
from tests.house import ANNECY, IRIS, LYON, House
from tests.identity.conftest import Browser, app
from tests.invariants.truth import fingerprint
from tests.routing.test_boosts import FORM, helped

__all__ = ["app"]

BOOST, STOP = "/routing/boosts/{boost}", "/routing/trials/{trial}/stop"
LOOK = [303, 303, 403, 403, 403, 403, 200, 403, 303]
TAP = [401, 401, 403, 403, 403, 403, 303, 403, 401]

# Method, address, form, and the status for each visitor: nobody, tablet, associate, preparer, manager, manager
# elsewhere, headquarters, API key, customer. Who is not signed in is led there (303) where they look, told so (401)
# where they tap.
ASKED: list[tuple[str, str, dict[str, Any], list[int]]] = [
    ("GET", "/routing/boosts", {}, LOOK),
    ("POST", "/routing/boosts", FORM | {"stores": str(LYON)}, TAP),
    ("GET", BOOST, {}, LOOK),
    ("POST", BOOST, FORM | {"budget": "95"}, TAP),
    ("POST", f"{BOOST}/stop", {}, TAP),
    ("POST", "/routing/boosts/draft", {}, TAP),
    ("POST", STOP, {}, TAP),
    ("GET", "/routing/by-hand", {}, LOOK),
    ("GET", "/locations/{location}/load", {}, [303, 303, 403, 403, 200, 404, 200, 403, 303]),
]


@pytest.fixture
async def places(chain: House) -> dict[str, Any]:
    """Annecy is helped, a draft is tried, and Lyon takes orders."""
    async with chain.work(IRIS) as work:
        version = await draft_policy(work, name="Summer", document=as_document(STANDARD))
        trial_id: UUID = await start_trial(work, version, days=7, is_live=True)
    return {"boost": await helped(chain, ANNECY, budget=4000), "trial": trial_id, "location": LYON}


@pytest.mark.parametrize(("method", "path", "form", "statuses"), ASKED, ids=[" ".join(row[:2]) for row in ASKED])
async def test_each_is_answered_to_who_may_alone(
    app: Litestar,
    chain: House,
    places: dict[str, Any],
    method: str,
    path: str,
    form: dict[str, Any],
    statuses: list[int],
) -> None:
    answered: dict[str, int] = {}
    for name, browser in (await visitors(app, chain)).items():
        await browser.get("/queue")  # who was just seen is not noted again
        before = await fingerprint(chain)
        answer = await ask(browser, method, path.format(**places), form)
        answered[name] = answer.status_code
        assert answer.status_code == 303 or await fingerprint(chain) == before, name
        assert answer.status_code in (200, 303) or "Annecy" not in answer.text, name
    assert answered == dict(zip(VISITORS, statuses, strict=True))


async def ask(browser: Browser, method: str, path: str, form: dict[str, Any]) -> httpx.Response:
    return await (browser.get(path) if method == "GET" else tap(browser, path, **form))


def test_every_address_is_asked(app: Litestar) -> None:
    served = {
        (method, re.sub(r"{(\w+):\w+}", "", route.path))
        for route in app.routes
        if isinstance(route, HTTPRoute) and re.match(r"/routing/(?!policies)|/locations/.*/load$", route.path)
        for method in route.methods - {"OPTIONS"}
    }
    assert {(method, re.sub(r"{\w+}", "", path)) for method, path, *_ in ASKED} == served
