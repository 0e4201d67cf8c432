"""Every address of work and transfers, asked by everybody: a key of one warehouse sees and touches no other's."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from comptoir.fulfilment import actions
from comptoir.wiring.links import pickup_token
from tests.fulfilment.visitors import STAFF, bearing
from tests.fulfilment.wms import CORBAS, OMAR, SCOPES, SECLIN, open_warehouses
from tests.house import BREAD, House
from tests.identity.conftest import Browser, app, chain, tablet_of
from tests.identity.test_endpoints import visit
from tests.invariants.truth import fingerprint
from tests.journey import Journey, place, weighing
from tests.sales.conftest import key_with

__all__ = ["app", "chain"]

ONE = {"lines": [{"code": "BREAD", "quantity": 1}]}
REFUSAL = {"code": "BREAD", "quantity": 1, "reason": "damaged"}
WORK, TRANSFER = "/api/preparations/{preparation}", "/api/transfers/{transfer}"
DIFFERING = "/api/transfers/discrepancies"
READERS = {"a key that only does": 403, "a key elsewhere": 404}
DOERS = {"a key that only reads": 403, "a key elsewhere": 404}
ELSEWHERE = {**DOERS, "a key that only does": 404, "a key": 403}
"""What is the other end's to do."""
# Method, address, body, who is refused how beside those who are no machine, and the status of the warehouse's key.
ASKED: list[tuple[str, str, Any, dict[str, int], int]] = [
    ("GET", "/api/preparations", None, {"a key that only does": 403, "a key elsewhere": 200}, 200),
    ("GET", WORK, None, READERS, 200),
    ("GET", WORK + "/boxes/1/label/pdf", None, READERS, 404),
    ("POST", WORK + "/take", {}, DOERS, 200),
    ("POST", WORK + "/hand-back", {}, DOERS, 409),
    ("POST", WORK + "/pick", ONE, DOERS, 409),
    ("POST", WORK + "/unpick", ONE, DOERS, 409),
    ("POST", WORK + "/refuse", REFUSAL, DOERS, 409),
    ("POST", WORK + "/pack", {"boxes": [{}]}, DOERS, 409),
    ("POST", WORK + "/unpack", {}, DOERS, 409),
    ("POST", WORK + "/ship", {}, DOERS, 409),
    ("POST", WORK + "/send", {}, DOERS, 409),
    ("POST", WORK + "/ready", {"place": "A1"}, DOERS, 409),
    ("POST", WORK + "/undo-ready", {}, DOERS, 409),
    ("GET", "/api/put-backs", None, {"a key that only does": 403, "a key elsewhere": 200}, 200),
    ("POST", "/api/put-backs/{back}", {}, DOERS, 200),
    ("GET", "/api/transfers", None, {"a key that only does": 403, "a key elsewhere": 200}, 200),
    ("GET", DIFFERING, None, {"a key that only does": 403, "a key elsewhere": 200}, 200),
    ("POST", DIFFERING + "/{discrepancy}", {"reason": "never_sent"}, DOERS, 200),
    ("POST", DIFFERING + "/{discrepancy}", {"reason": "found_at_receiver"}, ELSEWHERE, 403),
    ("GET", TRANSFER, None, READERS, 200),
    ("POST", TRANSFER + "/pick", ONE, DOERS, 409),
    ("POST", TRANSFER + "/refuse", REFUSAL, DOERS, 409),
    ("POST", TRANSFER + "/send", {}, DOERS, 409),
    ("POST", TRANSFER + "/receive", {}, ELSEWHERE, 403),
]
NOBODY = {"nobody": 401, "tablet": 401, "customer": 401, "an unknown key": 401}
OTHERS = {**NOBODY, "a key of the chain": 403, **dict.fromkeys(STAFF, 403)}


async def visitors(app: Litestar, chain: House) -> dict[str, Browser]:
    """A browser for everybody."""
    everything = ("orders:read", "orders:write", "stock:read", "stock:write", "webhooks:write")
    keys = {
        "an unknown key": "ck_guess_guess",
        "a key of the chain": await key_with(chain, *everything),
        "a key elsewhere": await key_with(chain, *SCOPES, at=[SECLIN]),
        "a key that only reads": await key_with(chain, "work:read", at=[CORBAS]),
        "a key that only does": await key_with(chain, "work:write", at=[CORBAS]),
        "a key": await key_with(chain, *SCOPES, at=[CORBAS]),
        "customer": pickup_token(chain.settings, uuid4()),
    }
    return {
        "nobody": Browser(app),
        "tablet": await tablet_of(app, chain),
        **{name: bearing(app, key) for name, key in keys.items()},
        **{name: await visit(app, chain, person) for name, person in STAFF.items()},
    }


@pytest.mark.parametrize(
    ("method", "path", "body", "refused", "status"), ASKED, ids=[f"{row[0]} {row[1]}" for row in ASKED]
)
async def test_only_keys_of_the_location_with_the_scope_are_answered(
    app: Litestar, chain: House, method: str, path: str, body: Any, refused: dict[str, int], status: int
) -> None:
    await open_warehouses(chain)
    journey, places = await work_at(chain)
    for name, browser in (await visitors(app, chain)).items():
        await browser.get("/queue")  # who was just seen is not noted again
        before = await fingerprint(chain)
        answer = await ask(browser, method, path.format(**places), body)
        assert answer.status_code == (OTHERS | refused).get(name, status), (name, answer.text)
        is_changed = await fingerprint(chain) != before
        if answer.status_code != 200:
            assert not is_changed
            assert journey.number not in answer.text
        elif name == "a key elsewhere":
            assert str(journey.preparation_id) not in answer.text
        if is_changed:
            journey, places = await work_at(chain)


async def work_at(chain: House) -> tuple[Journey, dict[str, UUID]]:
    """A bread to send from Corbas, and what stands in the addresses."""
    journey = await Journey.of(chain, await place(chain, (BREAD, 1, CORBAS)), source=CORBAS)
    places = {"preparation": journey.preparation_id, "transfer": journey.transfer_id}
    return journey, places | {"back": await given_up(chain), "discrepancy": await differing(chain)}


async def given_up(chain: House) -> UUID:
    """A bread that was picked at Corbas for an order that was cancelled then."""
    journey = await Journey.of(chain, await place(chain, (BREAD, 1, CORBAS)), source=CORBAS)
    await journey.take(OMAR)
    await journey.pick_all(OMAR)
    await journey.cancel()
    return await chain.value("SELECT id FROM put_backs WHERE preparation_id = :id", id=journey.preparation_id)


async def differing(chain: House) -> UUID:
    """A bread that Corbas sent to Annecy and that did not arrive."""
    journey = await Journey.of(chain, await place(chain, (BREAD, 1, CORBAS)), source=CORBAS)
    await journey.take(OMAR)
    await journey.pick_all(OMAR)
    await journey.do(lambda work: actions.pack(work, journey.preparation_id, boxes=weighing("1", boxes=1)), OMAR)
    await journey.do(lambda work: actions.send(work, journey.preparation_id), OMAR)
    await journey.receive()
    query = "SELECT id FROM transfer_discrepancies WHERE transfer_id = :id"
    return await chain.value(query, id=journey.transfer_id)


async def ask(browser: Browser, method: str, path: str, body: Any) -> Any:
    return await browser.client.request(method, path, json=body, headers={"Idempotency-Key": str(uuid4())})


async def test_a_key_of_a_location_can_do_nothing_that_is_the_chains(app: Litestar, chain: House) -> None:
    await open_warehouses(chain)
    browser = bearing(app, await key_with(chain, *SCOPES, "orders:read", "stock:read", at=[CORBAS]))
    for path in ("/api/orders", "/api/availability?sku=BREAD", "/api/stock/movements"):
        assert (await ask(browser, "GET", path, None)).status_code in (403, 404)
    order = (await chain.order((BREAD, 1))).order
    assert (await ask(browser, "GET", f"/api/orders/{order.id}", None)).status_code == 403


async def test_the_other_end_of_a_transfer_sees_it_and_no_more(app: Litestar, chain: House) -> None:
    """Annecy sees what comes, not the work on the order at Corbas; it can't send it."""
    await open_warehouses(chain)
    journey = await Journey.of(chain, await place(chain, (BREAD, 1, CORBAS)), source=CORBAS)
    annecy = bearing(app, await key_with(chain, *SCOPES, at=[2]))
    corbas = bearing(app, await key_with(chain, *SCOPES, at=[CORBAS]))
    path = f"/api/transfers/{journey.transfer_id}"
    assert (await annecy.client.get(path)).json()["preparation"] is None
    assert (await corbas.client.get(path)).json()["preparation"] == str(journey.preparation_id)
    assert (await ask(annecy, "GET", f"/api/preparations/{journey.preparation_id}", None)).status_code == 404
    assert (await ask(annecy, "POST", path + "/send", {})).status_code == 403


def test_every_address_is_asked(app: Litestar) -> None:
    served = {
        (method, re.sub(r"{\w+:\w+}", "{}", route.path))
        for route in app.routes
        if isinstance(route, HTTPRoute)
        and route.path.startswith(("/api/preparations", "/api/put-backs", "/api/transfers"))
        for method in route.methods - {"OPTIONS"}
    }
    asked = {(method, re.sub(r"{\w+}", "{}", path)) for method, path, *_ in ASKED}
    assert {(method, path.replace("/1/label/pdf", "/{}/label/{}")) for method, path in asked} == served
