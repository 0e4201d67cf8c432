"""Every address of boxes and transfers, asked by everybody: only both ends know of a transfer, each does its part."""

import re
from collections.abc import Awaitable
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from comptoir.wiring.actors import Actor
from tests.fulfilment.parcels import boxed, incoming, outgoing, places_of
from tests.fulfilment.test_screens_rights import ask, filled
from tests.fulfilment.visitors import VISITORS, answers, visitors
from tests.house import BREAD, House
from tests.identity.conftest import Browser, app, chain

__all__ = ["app", "chain"]

WORK, TRANSFER = "/preparations/{preparation}", "/transfers/{transfer}"
LINE = TRANSFER + "/lines/{line}"
DIFFERING = "/stores/{store}/transfers/discrepancies"
LOOKERS = [303, 303, 200, 200, 200, 404, 200, 403, 303]
PREPARERS = [401, 401, 403, 200, 200, 404, 403, 403, 401]
RECEIVERS = [401, 401, 403, 200, 200, 403, 403, 403, 401]
MANAGERS = [401, 401, 403, 403, 200, 404, 200, 403, 401]
REFUSED = {"quantity": "1", "reason": "damaged"}
DRAFT = {"variant": f"{BREAD}", "quantity": "1"}

# As in test_screens_rights: nobody, tablet, associate, preparer, manager, manager elsewhere, headquarters, API key,
# customer. What Lyon sends to Vienne is none of Annecy's business; what Annecy sends to Lyon, Annecy sees.
ASKED: list[tuple[str, str, dict[str, Any], str, list[int]]] = [
    ("POST", WORK + "/pack", {"boxes": "1", "weight": "1"}, "ship picked", PREPARERS),
    ("POST", WORK + "/unpack", {}, "ship packed", PREPARERS),
    ("POST", WORK + "/labels/again", {}, "ship failed", PREPARERS),
    ("GET", WORK + "/boxes/1/label/pdf", {}, "ship labelled", [303, 303, 403, 200, 200, 404, 403, 403, 303]),
    ("GET", WORK + "/slip", {}, "ship packed", LOOKERS),
    ("GET", WORK + "/bag-label", {}, "ship packed", LOOKERS),
    ("POST", WORK + "/ship", {"tracking": "6A"}, "ship packed", PREPARERS),
    ("POST", WORK + "/send", {}, "transfer packed", PREPARERS),
    ("GET", "/transfers", {}, "out made", [303, 303, 200, 200, 200, 200, 200, 303, 303]),
    ("GET", "/stores/{store}/transfers", {}, "out made", LOOKERS),
    ("POST", "/transfers/find", {"code": "{number}"}, "out made", [401, 401, 200, 200, 200, 404, 403, 401, 401]),
    ("GET", "/stores/{store}/transfers/new", {}, "out made", [303, 303, 403, 403, 200, 404, 200, 403, 303]),
    ("POST", "/stores/{store}/transfers/new", {"code": "BREAD"}, "out made", MANAGERS),
    ("POST", "/stores/{store}/transfers", DRAFT | {"to": "2"}, "out made", MANAGERS),
    ("GET", "/transfers/discrepancies", {}, "in differing", [303, 303, 200, 200, 200, 200, 200, 303, 303]),
    ("GET", DIFFERING, {}, "in differing", LOOKERS),
    ("GET", DIFFERING + "/count", {}, "in differing", LOOKERS),
    ("POST", DIFFERING + "/{discrepancy}", {"quantity": "1", "reason": "lost"}, "in differing", MANAGERS),
    ("GET", TRANSFER, {}, "out made", LOOKERS),
    ("GET", TRANSFER, {}, "in sent", [303, 303, 200, 200, 200, 200, 200, 403, 303]),
    ("GET", TRANSFER + "/label", {}, "out made", LOOKERS),
    ("POST", TRANSFER + "/pick", {"code": "BREAD"}, "out made", PREPARERS),
    ("POST", LINE + "/pick", {}, "out made", PREPARERS),
    ("POST", LINE + "/unpick", {}, "out begun", PREPARERS),
    ("POST", LINE + "/refuse", REFUSED, "out made", PREPARERS),
    ("POST", TRANSFER + "/send", {}, "out picked", PREPARERS),
    ("POST", TRANSFER + "/cancel", {}, "out begun", MANAGERS),
    ("POST", TRANSFER + "/count", {"code": "CHEESE"}, "in sent", RECEIVERS),
    ("POST", LINE + "/count", {}, "in sent", RECEIVERS),
    ("POST", LINE + "/uncount", {}, "in counted", RECEIVERS),
    ("POST", LINE + "/damaged", {"broken": "1"}, "in sent", RECEIVERS),
    ("POST", TRANSFER + "/receive", {"rest": "later"}, "in counted", RECEIVERS),
    ("POST", TRANSFER + "/receive-all", {}, "in sent", RECEIVERS),
]


@pytest.mark.parametrize(
    ("method", "path", "form", "stage", "statuses"), ASKED, ids=[f"{row[0]} {row[1]} {row[3]}" for row in ASKED]
)
async def test_everybody_gets_what_is_theirs_and_changes_nothing_else(
    app: Litestar, chain: House, method: str, path: str, form: dict[str, Any], stage: str, statuses: list[int]
) -> None:
    await chain.deliver(BREAD, 30)

    def asked(browser: Browser, places: dict[str, Any]) -> Awaitable[httpx.Response]:
        return ask(browser, method, path.format(**places), filled(form, places))

    everybody, may_change = await visitors(app, chain), method == "POST"
    answered = await answers(chain, everybody, lambda who: set_up(chain, stage, who), asked, may_change=may_change)
    assert answered == dict(zip(VISITORS, statuses, strict=True))


async def set_up(chain: House, stage: str, worker: Actor) -> dict[str, Any]:
    """What stands in the addresses."""
    kind, how_far = stage.split()
    if kind in ("ship", "transfer"):
        return {"preparation": (await boxed(chain, kind, how_far, worker)).preparation_id}
    transfer_id = await outgoing(chain, how_far) if kind == "out" else (await incoming(chain, how_far)).transfer_id
    return await places_of(chain, transfer_id)


def test_every_address_is_asked(app: Litestar) -> None:
    served = {
        (
            method,
            re.sub(r"{\w+:\w+}", "{}", route.path.replace("/{number:int}/label/{kind:str}", "/1/label/pdf")),
        )
        for route in app.routes
        if isinstance(route, HTTPRoute)
        and re.search(r"/transfers|/boxes/|/(pack|unpack|ship|send|slip|bag-label|labels/again)$", route.path)
        and not re.search(r"^/api/|/load$", route.path)
        for method in route.methods - {"OPTIONS"}
    }
    assert {(method, re.sub(r"{\w+}", "{}", path)) for method, path, *_ in ASKED} == served
