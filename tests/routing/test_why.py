"""Why an order went where it went, as people and machines read it."""

import re
from typing import Any

import httpx
import pytest
from litestar import Litestar

from comptoir.customers.actions import NewAddress
from comptoir.network.actions import suspend
from tests.fulfilment.visitors import bearing
from tests.house import CHEESE, IRIS, LEA, LYON, NADIA, House
from tests.identity.conftest import Browser, app
from tests.identity.test_endpoints import visit
from tests.routing.test_again import refuse
from tests.routing.test_placing import NEAR_ANNECY, ordered
from tests.sales.conftest import key_with

__all__ = ["app"]


IN_CHAMONIX = NewAddress(
    name="Marie Durand", street="2 rue du Mont", extra="", postcode="74400", town="Chamonix", country="FR",
    latitude=45.92, longitude=6.87,
)  # fmt: skip
"""In the zone of Annecy, and not in that of Lyon."""


def text_of(answer: httpx.Response) -> str:
    """What one reads."""
    assert answer.status_code == 200
    main = answer.text[answer.text.index("<main") :]
    return " ".join(re.sub(r"<[^>]+>", " ", main).replace("’", "'").replace("&#39;", "'").split())


async def asked(app: Litestar, chain: House, placed: Any, query: str = "", *, who: Any = IRIS) -> str:
    browser = await visit(app, chain, who)
    return text_of(await browser.get(f"/orders/{placed.order.id}/why{query}"))


async def test_the_winner_stands_with_what_it_costs_and_the_other_with_how_much_dearer_it_is(
    app: Litestar, chain: House
) -> None:
    placed = await ordered(chain, (CHEESE, 2), to=IN_CHAMONIX)
    page = await asked(app, chain, placed)
    assert "2 looked at" in page
    assert "Serves 2 units." in page
    assert "Carrier" in page
    assert "Takes orders" in page
    page = await asked(app, chain, placed, f"?at={LYON}")
    assert "€1.00 dearer than what was chosen" in page
    assert "km nearer" in page


async def test_a_store_that_is_suspended_would_have_had_to_take_orders(app: Litestar, chain: House) -> None:
    async with chain.work(IRIS) as work:
        await suspend(work, LYON, reason="Flood")
    placed = await ordered(chain, (CHEESE, 2))
    page = await asked(app, chain, placed, f"?at={LYON}")
    assert "Takes no orders" in page
    assert "It could serve only with this: Taking orders Then it would have been chosen." in page


async def test_a_store_that_has_too_few_would_have_needed_more(app: Litestar, chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 7), to=NEAR_ANNECY)
    page = await asked(app, chain, placed, f"?at={LYON}")
    assert "Has 5 of 7 units of Comté cheese" in page


async def test_each_decision_has_its_cause_and_can_be_looked_at(app: Litestar, chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    await refuse(chain, placed.order.id, units=2)
    page = await asked(app, chain, placed)
    assert "Ordered" in page
    assert "Refused by a store" in page
    first, last = [row.id for row in await chain.rows("SELECT id FROM routing_decisions ORDER BY made_at, id")]
    assert "Refused Comté cheese before" in await asked(app, chain, placed, f"?decision={last}&at={LYON}")
    assert "Refused Comté cheese before" not in await asked(app, chain, placed, f"?decision={first}&at={LYON}")


async def test_a_location_is_found_by_its_name(app: Litestar, chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    browser = await visit(app, chain, NADIA)
    found = await browser.get(f"/orders/{placed.order.id}/why/places?q=anne")
    assert "Annecy" in found.text
    assert ">Lyon<" not in found.text
    assert "No location is called so." in (await browser.get(f"/orders/{placed.order.id}/why/places?q=zzz")).text


async def test_what_nobody_serves_has_its_reason(app: Litestar, chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 40), incomplete="wait")
    assert "15 units of Comté cheese have no location: all together have too few" in await asked(app, chain, placed)


async def test_a_pickup_of_what_the_store_has_was_no_decision(app: Litestar, chain: House) -> None:
    placed = await chain.order((CHEESE, 1))
    assert "There was nothing to decide" in await asked(app, chain, placed, who=NADIA)


async def test_a_decision_of_another_order_is_not_found(app: Litestar, chain: House) -> None:
    one, other = await ordered(chain, (CHEESE, 1)), await ordered(chain, (CHEESE, 1))
    decision = await chain.value("SELECT id FROM routing_decisions WHERE order_id = :id", id=other.order.id)
    browser = await visit(app, chain, IRIS)
    for query in (f"decision={decision}", "at=99"):
        assert (await browser.get(f"/orders/{one.order.id}/why?{query}")).status_code == 404


async def test_a_preparer_does_not_see_it_and_has_no_link(app: Litestar, chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 1))
    browser = await visit(app, chain, LEA)
    assert (await browser.get(f"/orders/{placed.order.id}/why")).status_code == 403
    assert "/why" not in (await browser.get(f"/orders/{placed.order.id}")).text
    assert "/why" in (await (await visit(app, chain, NADIA)).get(f"/orders/{placed.order.id}")).text


@pytest.fixture
async def shop_site(app: Litestar, chain: House) -> Browser:
    return bearing(app, await key_with(chain, "orders:read"))


async def test_machines_read_each_decision_by_the_number_of_the_order(shop_site: Browser, chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    answer = (await shop_site.get(f"/api/orders/{placed.order.number}/routing")).json()
    (made,) = answer["decisions"]
    assert (made["cause"], made["policy"], made["total"] - made["cost"]) == ("placed", 1, 0)
    assert made["allocations"] == [{"sku": "CHEESE", "location": "LYON", "quantity": 2}]
    assert sum(made["sources"][0]["costs"].values()) == made["cost"]
    assert [(one["location"], one["serves"], one["has"]) for one in made["considered"]] == [
        ("LYON", 2, 2),
        ("ANNECY", 0, 2),
    ]
    assert made["explanations"] == []


async def test_machines_may_ask_about_a_location(shop_site: Browser, chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2), to=IN_CHAMONIX)
    url = f"/api/orders/{placed.order.number}/routing"
    (made,) = (await shop_site.get(f"{url}?location=LYON")).json()["decisions"]
    (told,) = made["explanations"]
    assert (told["location"], told["serves"], told["needs"]) == ("LYON", 0, [])
    assert told["dearer"] > 0
    assert {"what": "distance", "unit": "metres"}.items() <= told["enough"][0].items()
    assert (await shop_site.get(f"{url}?location=NOWHERE")).status_code == 404
    assert (await shop_site.get("/api/orders/NOPE/routing")).status_code == 404


async def test_machines_need_the_scope(app: Litestar, chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    stranger = bearing(app, await key_with(chain, "stock:read"))
    assert (await stranger.get(f"/api/orders/{placed.order.number}/routing")).status_code == 403
