"""The page of a location, asked by everybody: its managers and headquarters change it, nobody else sees it."""

import re
from typing import Any

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from comptoir.network.actions import resume, set_capacity_today, suspend
from tests.fulfilment.test_screens_rights import ask
from tests.fulfilment.visitors import VISITORS, visitors
from tests.house import LYON, House
from tests.identity.conftest import app, chain
from tests.invariants.truth import fingerprint

__all__ = ["app", "chain"]

PLACE = f"/locations/{LYON}"
LOOKERS = [303, 303, 403, 403, 200, 404, 200, 403, 303]
MANAGERS = [401, 401, 403, 403, 200, 404, 200, 403, 401]

# As in test_screens_rights: nobody, tablet, associate, preparer, manager, manager elsewhere, headquarters, API key,
# customer. Who manages one location alone is led to it.
ASKED: list[tuple[str, str, dict[str, Any], list[int]]] = [
    ("GET", "/locations", {}, [303, 303, 403, 403, 303, 303, 200, 303, 303]),
    ("GET", PLACE, {}, LOOKERS),
    ("GET", PLACE + "/load", {}, LOOKERS),
    ("GET", PLACE + "/taking", {}, LOOKERS),
    ("POST", PLACE + "/suspend", {"reason": "staff"}, MANAGERS),
    ("POST", PLACE + "/resume", {}, MANAGERS),
    ("POST", PLACE + "/days", {"day": "2026-12-24", "kind": "closed"}, MANAGERS),
    ("POST", PLACE + "/departures", {"mon": "17:30"}, MANAGERS),
    ("POST", PLACE + "/capacity", {"per_day": "30"}, MANAGERS),
    ("POST", PLACE + "/people", {"people": "2", "lasts": "2"}, MANAGERS),
    ("POST", PLACE + "/stopgaps/capacity/end", {}, MANAGERS),
    ("POST", PLACE + "/services/ship", {"to": "on"}, MANAGERS),
    ("POST", PLACE + "/services/collect/pause", {"reason": "staff", "lasts": "2"}, MANAGERS),
    ("POST", PLACE + "/handling/cold", {"to": "on"}, MANAGERS),
]


@pytest.mark.parametrize(("method", "path", "form", "statuses"), ASKED, ids=[f"{row[0]} {row[1]}" for row in ASKED])
async def test_everybody_gets_what_is_theirs_and_changes_nothing_else(
    app: Litestar, chain: House, method: str, path: str, form: dict[str, Any], statuses: list[int]
) -> None:
    answered: dict[str, int] = {}
    for name, browser in (await visitors(app, chain)).items():
        await be(chain, "suspended" if path.endswith("/resume") else "online")
        if path.endswith("/end"):
            async with chain.work() as work:
                await set_capacity_today(work, LYON, 30)
        await browser.get("/queue")  # who was just seen is not noted again
        before = await fingerprint(chain)
        answer = await ask(browser, method, path, form)
        answered[name] = answer.status_code
        assert answer.status_code == 200 or await fingerprint(chain) == before
    assert answered == dict(zip(VISITORS, statuses, strict=True))


async def be(chain: House, status: str) -> None:
    """Lyon takes orders, or takes none."""
    is_now = await chain.value("SELECT status FROM locations WHERE id = 1")
    if is_now == status:
        return
    async with chain.work() as work:
        await (suspend(work, LYON, reason="staff") if status == "suspended" else resume(work, LYON))


def test_every_address_is_asked(app: Litestar) -> None:
    served = {
        (method, re.sub(r"{\w+:\w+}", "{}", route.path))
        for route in app.routes
        if isinstance(route, HTTPRoute) and route.path.startswith("/locations")
        for method in route.methods - {"OPTIONS"}
    }
    filled = r"/\d+|(?<=services)/\w+|(?<=handling)/\w+|(?<=stopgaps)/\w+"
    asked = {(method, re.sub(filled, "/{}", path)) for method, path, *_ in ASKED}
    assert asked == served
