"""An order changes while it is served: only what the change touches is given again, and what is in hand stays."""

from typing import Any
from uuid import uuid4

import pytest

from comptoir.customers.actions import NewAddress
from comptoir.sales.actions import Change, LineChange, Placed, change_order
from comptoir.sales.rules import AddressMissing, AlreadyCancelled, NoSuchLine, NotEnoughAnywhere, PickedAlready
from comptoir.stock.rules import UnknownLocation
from tests.house import ANNECY, BREAD, CHEESE, LYON, SHOP_SITE, House, Level
from tests.reacting import react
from tests.routing.conftest import chain
from tests.routing.test_placing import NEAR_ANNECY, NEAR_LYON, collected, ordered
from tests.routing.test_taken_back import cancelled, take, work_of
from tests.sales.conftest import ShopSite, key_with
from tests.sales.test_orders_api import A_KEY

assert chain

CHAMONIX = NewAddress(
    name="Marie Durand", street="1 rue du Mont Blanc", extra="", postcode="74400", town="Chamonix", country="FR",
    latitude=45.92, longitude=6.87,
)  # fmt: skip


async def change(house: House, placed: Placed, *lines: LineChange, **more: Any) -> None:
    """Marie tells the shop site."""
    incomplete = more.pop("incomplete", "refuse")
    async with house.work(SHOP_SITE) as work:
        await change_order(work, placed.order.id, Change(lines, **more), incomplete=incomplete)
    await react(house)


async def line(house: House, placed: Placed, sku: str = "CHEESE") -> tuple[int, int, int]:
    """Quantity, unplaced and cancelled."""
    query = """SELECT l.quantity, l.unplaced, l.cancelled FROM order_lines l JOIN variants v ON v.id = l.variant_id
        WHERE l.order_id = :id AND v.sku = :sku"""
    (row,) = await house.rows(query, id=placed.order.id, sku=sku)
    return tuple(row)


async def test_fewer_of_a_line_are_taken_back_from_who_has_it(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 4), (BREAD, 1))
    await change(chain, placed, LineChange("CHEESE", 1))
    assert await work_of(chain, placed) == [(LYON, "open", 2)]
    assert await line(chain, placed) == (4, 0, 3)
    assert await chain.level(CHEESE) == Level(on_hand=5, reserved=1)


async def test_a_line_can_be_cancelled_alone(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2), (BREAD, 1))
    await change(chain, placed, LineChange("CHEESE", 0))
    assert await work_of(chain, placed) == [(LYON, "open", 1)]
    assert await chain.status_of(placed.order.id) == "routed"


async def test_an_order_without_any_line_left_is_cancelled(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    await change(chain, placed, LineChange("CHEESE", 0))
    assert await work_of(chain, placed) == [(LYON, "cancelled", 2)]
    assert "OrderCancelled" in await chain.events()
    with pytest.raises(AlreadyCancelled):
        await change(chain, placed, LineChange("CHEESE", 1))


async def test_more_of_a_line_joins_what_is_begun(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    await change(chain, placed, LineChange("CHEESE", 4))
    assert await work_of(chain, placed) == [(LYON, "open", 4)]
    assert await line(chain, placed) == (4, 0, 0)
    assert await chain.value("SELECT total FROM orders") == 4 * 690


async def test_more_than_anybody_has_is_refused_or_waits(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    with pytest.raises(NotEnoughAnywhere):
        await change(chain, placed, LineChange("CHEESE", 40))
    assert await line(chain, placed) == (2, 0, 0)
    await change(chain, placed, LineChange("CHEESE", 40), incomplete="wait")
    assert await line(chain, placed) == (40, 15, 0)
    assert await chain.value("SELECT count(*) FROM routing_waits") == 1


async def test_what_somebody_has_in_hand_stays(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 3))
    await take(chain, placed, pick=2)
    with pytest.raises(PickedAlready) as refused:
        await change(chain, placed, LineChange("CHEESE", 1))
    assert refused.value.facts["left"] == 1
    await change(chain, placed, LineChange("CHEESE", 2))
    assert await work_of(chain, placed) == [(LYON, "picked", 2)]


async def test_another_address_is_served_by_who_is_near(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    await change(chain, placed, address=CHAMONIX)
    assert await work_of(chain, placed) == [(LYON, "withdrawn", 2), (ANNECY, "open", 2)]
    causes = await chain.rows("SELECT cause FROM routing_decisions ORDER BY made_at, id")
    assert [row.cause for row in causes] == ["placed", "changed"]


async def test_or_by_the_same_if_that_is_still_best(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    await change(chain, placed, address=NEAR_LYON)
    assert await work_of(chain, placed) == [(LYON, "open", 2)]
    assert "UnitsWithdrawn" not in await chain.events()


async def test_what_is_picked_goes_to_the_other_address(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    await take(chain, placed, pick=2)
    await change(chain, placed, address=NEAR_ANNECY)
    assert await work_of(chain, placed) == [(LYON, "picked", 2)]
    query = "SELECT a.town FROM orders o JOIN addresses a ON a.id = o.address_id"
    assert await chain.value(query) == "Annecy"


async def test_what_was_to_be_brought_can_be_collected(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2), (BREAD, 1))
    await change(chain, placed, LineChange("CHEESE", to="collect"), location="ANNECY")
    rows = await chain.rows("SELECT location_id, method, state FROM preparations ORDER BY location_id, method")
    assert [tuple(row) for row in rows] == [(LYON, "ship", "open"), (ANNECY, "collect", "open")]
    assert await chain.value("SELECT method FROM orders") == "mixed"


async def test_it_can_be_collected_elsewhere(chain: House) -> None:
    placed = await collected(chain, (BREAD, 2))
    await change(chain, placed, location="ANNECY")
    rows = await chain.rows(
        "SELECT location_id, method, state, destination_id FROM preparations ORDER BY opened_at, id"
    )
    assert sorted(tuple(row) for row in rows) == [
        (LYON, "collect", "withdrawn", None),
        (LYON, "transfer", "open", ANNECY),
    ]
    promises = await chain.rows("SELECT due_at FROM promises ORDER BY due_at")
    assert len(promises) == 2, "the later one is told beside the first"


async def test_what_cannot_be_right_changes_nothing(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    events = await chain.events()
    with pytest.raises(NoSuchLine):
        await change(chain, placed, LineChange("WINE", 1))
    with pytest.raises(UnknownLocation):
        await change(chain, placed, location="NOWHERE")
    with pytest.raises(AddressMissing):
        await change(chain, await collected(chain, (CHEESE, 1)), LineChange("CHEESE", to="ship"))
    await cancelled(chain, placed)
    with pytest.raises(AlreadyCancelled):
        await change(chain, placed, LineChange("CHEESE", 1))
    assert events[0] in await chain.events()


async def test_the_shop_site_changes_an_order(house: House, shop_site: ShopSite) -> None:
    order_id = (await shop_site.order()).json()["id"]
    one = [{"sku": "BREAD", "quantity": 1}]
    changed = (await shop_site.change(order_id, lines=one, key=A_KEY)).json()
    assert (changed["lines"][0]["quantity"], changed["lines"][0]["cancelled"]) == (2, 1)
    assert (await shop_site.change(order_id, lines=one, key=A_KEY)).json() == changed
    assert (await shop_site.client.patch(f"/api/orders/{order_id}", json={})).status_code == 400
    refused = await shop_site.change(order_id, lines=[{"sku": "BREAD", "quantity": 50}])
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "not-enough-anywhere")
    assert (await shop_site.change(uuid4(), lines=one)).status_code == 404
    assert await house.level(BREAD) == Level(on_hand=10, reserved=1)


async def test_only_with_a_key_for_that(house: House, shop_site: ShopSite) -> None:
    order_id = (await shop_site.order()).json()["id"]
    shop_site.client.headers["Authorization"] = f"Bearer {await key_with(house, 'orders:read')}"
    assert (await shop_site.change(order_id, lines=[])).status_code == 403
