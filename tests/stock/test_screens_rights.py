"""Every address of the stock's screens, asked by everybody: the network is all staff's, a store's holds are its own."""

import re
from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from comptoir.stock.actions import Fits, keep_back
from comptoir.stock.screens import AdjustScreens
from tests.fulfilment.test_screens_rights import ask
from tests.fulfilment.visitors import VISITORS, visitors
from tests.house import ANNECY, BREAD, CHEESE, IRIS, LYON, House
from tests.identity.conftest import app, chain
from tests.invariants.truth import fingerprint
from tests.stock.test_holds import held

__all__ = ["app", "chain"]

VARIANT = f"/stock/variants/{BREAD}"
HALF_AN_HOUR = {"minutes": "30"}
FOR_ANNA = {"quantity": "1", "label": "Anna", **HALF_AN_HOUR}
STAFF_SEE = [303, 303, 200, 200, 200, 200, 200, 403, 303]
STAFF_HOLD = [401, 401, 200, 200, 200, 200, 200, 403, 401]
OWN_STORE = [303, 303, 200, 200, 200, 200, 403, 303, 303]
HEADQUARTERS = [303, 303, 403, 403, 403, 403, 200, 403, 303]
CONCERNED = [401, 401, 200, 200, 200, 404, 200, 403, 401]

# Method, address, form, and the status for each visitor: nobody, tablet, associate, preparer, manager, manager
# elsewhere, headquarters, API key, customer. Who is not signed in is led there: by a redirect (303) where they look, by
# htmx (401) where they tap.
ASKED: list[tuple[str, str, dict[str, Any], list[int]]] = [
    ("GET", "/stock", {}, STAFF_SEE),
    ("GET", f"/stock/products/{BREAD}", {}, STAFF_SEE),
    ("GET", VARIANT, {}, STAFF_SEE),
    ("GET", f"{VARIANT}/stores", {}, STAFF_SEE),
    ("GET", f"{VARIANT}/movements", {}, OWN_STORE),
    ("POST", f"{VARIANT}/shelf", {"shelf": "A-4"}, [401, 401, 403, 200, 200, 200, 403, 401, 401]),
    ("GET", "/stock/holds", {}, OWN_STORE),
    ("POST", f"{VARIANT}/holds/{LYON}", FOR_ANNA, STAFF_HOLD),
    ("POST", f"/stock/variants/{CHEESE}/holds/{ANNECY}", FOR_ANNA, STAFF_HOLD),
    ("POST", f"/stock/holds/{{hold}}/extend?variant={BREAD}", HALF_AN_HOUR, CONCERNED),
    ("POST", f"/stock/holds/{{hold}}/release?variant={BREAD}", {}, CONCERNED),
    ("GET", "/stock/safety", {}, HEADQUARTERS),
    ("GET", "/stock/safety/preview", {}, HEADQUARTERS),
    ("POST", "/stock/safety", {"quantity": "1"}, [401, 401, 403, 403, 403, 403, 303, 403, 401]),
    ("POST", "/stock/safety/{rule}/remove", {}, [401, 401, 403, 403, 403, 403, 303, 403, 401]),
]


@pytest.mark.parametrize(("method", "path", "form", "statuses"), ASKED, ids=[f"{row[0]} {row[1]}" for row in ASKED])
async def test_everybody_gets_what_is_theirs_and_changes_nothing_else(
    app: Litestar, chain: House, method: str, path: str, form: dict[str, Any], statuses: list[int]
) -> None:
    await chain.deliver(BREAD, 90)
    answered: dict[str, int] = {}
    for name, browser in (await visitors(app, chain)).items():
        places = {"hold": await held(chain, (BREAD, 1)), "rule": await a_rule(chain)}
        await browser.get("/stock")  # who was just seen is not noted again
        before = await fingerprint(chain)
        answer = await ask(browser, method, path.format(**places), form)
        answered[name] = answer.status_code
        is_carried_out = answer.status_code == 200 or answer.headers.get("location") == "/stock/safety"
        assert is_carried_out or await fingerprint(chain) == before
    assert answered == dict(zip(VISITORS, statuses, strict=True))


async def a_rule(chain: House) -> UUID:
    async with chain.work(IRIS) as work:
        return await keep_back(work, Fits(department="Books"), 1)


def test_every_address_is_asked(app: Litestar) -> None:
    others = {AdjustScreens.path}
    served = {
        (method, re.sub(r"{\w+:\w+}", "{}", route.path))
        for route in app.routes
        if isinstance(route, HTTPRoute) and route.path.startswith("/stock") and not route.path.startswith(tuple(others))
        for method in route.methods - {"OPTIONS"}
    }
    asked = {(method, re.sub(r"/(\d+|{\w+})(?=/|$)", "/{}", path.partition("?")[0])) for method, path, *_ in ASKED}
    assert asked == served
