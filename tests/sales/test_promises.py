"""POST /api/promises: what customers are told before they order is what they get."""

from typing import Any

import pytest
from sqlalchemy import text

from comptoir.network.actions import set_special_day, suspend
from tests.house import ANNECY, BREAD, CHEESE, IRIS, LYON, House, Level
from tests.sales.conftest import ShopSite, key_with

MARIE_AT = {"latitude": 45.77, "longitude": 4.88}
MARIES = {"street": "3 rue de la Paix", "postcode": "69100", "town": "Villeurbanne", **MARIE_AT}
CHAIN = """UPDATE locations SET services = '["collect", "ship", "transfer"]', version = version + 1,
    departures = '{"mon": ["17:30"], "tue": ["17:30"], "wed": ["17:30"], "thu": ["17:30"], "fri": ["17:30"]}'"""


@pytest.fixture(autouse=True)
async def chain(house: House) -> House:
    """Lyon and Annecy also send parcels and transfers, every weekday at half past five."""
    async with house.work(IRIS) as work:
        await work.execute(text(CHAIN))
    return house


async def asked(shop_site: ShopSite, *lines: tuple[str, int], **where: Any) -> list[dict[str, Any]]:
    """The ways to serve these (SKU, quantity) pairs."""
    body = {"lines": [{"sku": sku, "quantity": quantity} for sku, quantity in lines], **where}
    answer = await shop_site.client.post("/api/promises", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["valid_until"] == "2026-11-24T09:15:00Z"
    return answer.json()["offers"]


def served(way: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Units by SKU and location."""
    return {one["location"]: {line["sku"]: line["quantity"] for line in one["lines"]} for one in way["sources"]}


async def order(shop_site: ShopSite, way: dict[str, Any], *lines: tuple[str, int], **more: Any) -> Any:
    """Marie takes an offer."""
    body = {
        "customer": {"name": "Marie Durand", "email": "marie@example.fr"},
        "lines": [{"sku": sku, "quantity": quantity} for sku, quantity in lines],
        "location": way["location"],
        "address": MARIES if way["method"] == "ship" else None,
        "method": way["method"],
        "promise": way["promise"],
        **more,
    }
    return await shop_site.order(body)


async def test_all_ways_are_offered_with_time_and_cost(shop_site: ShopSite) -> None:
    near, far, brought = await asked(shop_site, ("CHEESE", 2), address=MARIE_AT)
    assert [(each["method"], each["location"]) for each in (near, far, brought)] == [
        ("collect", "LYON"), ("collect", "ANNECY"), ("ship", None),
    ]  # fmt: skip
    assert near["metres"] < 5000 < 90_000 < far["metres"]
    assert near["promise_at"] == far["promise_at"] == "2026-11-24T11:15:00Z", "two hours after the last moment to order"
    # It leaves Lyon at half past five and is there a day later; the carrier has until eight in the evening.
    assert (brought["promise_at"], served(brought)) == ("2026-11-25T19:00:00Z", {"LYON": {"CHEESE": 2}})
    assert near["cost"] < brought["cost"]
    assert all(each["complete"] and not each["missing"] for each in (near, far, brought))


async def test_what_a_store_lacks_is_sent_there_first(shop_site: ShopSite) -> None:
    (way,) = await asked(shop_site, ("CHEESE", 7), location="LYON")
    assert way["complete"]
    assert {one["location"]: one["transfer"] for one in way["sources"]}["ANNECY"] is True
    assert sum(units["CHEESE"] for units in served(way).values()) == 7
    assert way["promise_at"] > "2026-11-25T16:30:00Z", "a van, and then an hour for each hundred kilometres"


async def test_a_day_on_which_the_store_is_closed_counts(shop_site: ShopSite, house: House) -> None:
    async with house.work(IRIS) as work:
        await set_special_day(work, LYON, house.clock.at.date(), [])
    (way,) = await asked(shop_site, ("BREAD", 1), location="LYON")
    assert way["promise_at"] == "2026-11-25T10:00:00Z"


async def test_what_nobody_has_is_told_by_line(shop_site: ShopSite) -> None:
    (way,) = await asked(shop_site, ("CHEESE", 30), ("WINE", 1), location="LYON")
    assert not way["complete"]
    assert way["missing"] == [
        {"sku": "CHEESE", "quantity": 5, "reason": "too_few", "filter": None},
        {"sku": "WINE", "quantity": 1, "reason": "nowhere", "filter": None},
    ]
    (nothing,) = await asked(shop_site, ("WINE", 1), location="LYON")
    assert (nothing["promise_at"], nothing["promise"], nothing["sources"]) == (None, None, [])


async def test_some_lines_collected_and_others_brought(shop_site: ShopSite) -> None:
    body = [{"sku": "BREAD", "quantity": 1, "method": "collect"}, {"sku": "CHEESE", "quantity": 1, "method": "ship"}]
    answer = await shop_site.client.post("/api/promises", json={"lines": body, "location": "LYON", "address": MARIE_AT})
    (way,) = answer.json()["offers"]
    assert way["method"] == "mixed"
    assert {one["method"]: one["lines"] for one in way["sources"]} == {
        "collect": [{"sku": "BREAD", "quantity": 1}], "ship": [{"sku": "CHEESE", "quantity": 1}],
    }  # fmt: skip


class TestWhatIsPromisedIsWhatIsOrdered:
    async def test_with_its_time_and_its_locations(self, shop_site: ShopSite, house: House) -> None:
        *_, brought = await asked(shop_site, ("CHEESE", 7), address=MARIE_AT)
        house.wait(minutes=14)
        placed = await order(shop_site, brought, ("CHEESE", 7))
        assert (placed.status_code, placed.json()["promise_at"]) == (201, brought["promise_at"])
        at = {"LYON": LYON, "ANNECY": ANNECY}
        for location, units in served(brought).items():
            assert (await house.level(CHEESE, at[location])).reserved == units["CHEESE"]

    async def test_for_what_is_collected_too(self, shop_site: ShopSite, house: House) -> None:
        (way,) = await asked(shop_site, ("BREAD", 2), location="LYON")
        house.wait(minutes=10)
        placed = (await order(shop_site, way, ("BREAD", 2))).json()
        assert (placed["status"], placed["promise_at"]) == ("routed", "2026-11-24T11:15:00Z")
        assert await house.value("SELECT promise_at FROM preparations") == house.clock.at.replace(hour=11, minute=15)

    async def test_from_another_location_if_the_first_sold_it_meanwhile(
        self, shop_site: ShopSite, house: House
    ) -> None:
        *_, brought = await asked(shop_site, ("CHEESE", 2), address=MARIE_AT)
        assert set(served(brought)) == {"LYON"}
        await house.order((CHEESE, 4))
        placed = await order(shop_site, brought, ("CHEESE", 2))
        assert placed.json()["promise_at"] == brought["promise_at"]
        assert (await house.level(CHEESE, ANNECY)).reserved > 0

    async def test_or_nothing_is_ordered(self, shop_site: ShopSite, house: House) -> None:
        (way,) = await asked(shop_site, ("BREAD", 2), location="LYON")
        await house.order((BREAD, 9))
        refused = await order(shop_site, way, ("BREAD", 2))
        assert (refused.status_code, refused.json()["type"].rsplit("/")[-1]) == (409, "promise-gone")
        assert await house.level(BREAD) == Level(on_hand=10, reserved=9)

    async def test_nor_later_than_was_told(self, shop_site: ShopSite, house: House) -> None:
        (way,) = await asked(shop_site, ("BREAD", 2), location="LYON")
        async with house.work(IRIS) as work:
            await set_special_day(work, LYON, house.clock.at.date(), [])
        refused = await order(shop_site, way, ("BREAD", 2))
        assert refused.json()["type"].rsplit("/")[-1] == "promise-gone"
        assert await house.level(BREAD) == Level(on_hand=10)

    async def test_nor_at_a_store_that_takes_no_orders_any_more(self, shop_site: ShopSite, house: House) -> None:
        *_, brought = await asked(shop_site, ("BREAD", 2), address=MARIE_AT)
        async with house.work(IRIS) as work:
            await suspend(work, LYON, reason="Flood")
        refused = await order(shop_site, brought, ("BREAD", 2))
        assert refused.json()["type"].rsplit("/")[-1] == "promise-gone"

    async def test_work_is_due_when_the_carrier_leaves(self, shop_site: ShopSite, house: House) -> None:
        *_, brought = await asked(shop_site, ("CHEESE", 2), address=MARIE_AT)
        await order(shop_site, brought, ("CHEESE", 2))
        assert await house.value("SELECT promise_at FROM preparations") == house.clock.at.replace(hour=16, minute=30)


class TestAPromiseHolds:
    async def test_for_a_while(self, shop_site: ShopSite, house: House) -> None:
        (way,) = await asked(shop_site, ("BREAD", 1), location="LYON")
        house.wait(minutes=16)
        refused = await order(shop_site, way, ("BREAD", 1))
        assert (refused.status_code, refused.json()["type"].rsplit("/")[-1]) == (409, "promise-over")
        assert await house.level(BREAD) == Level(on_hand=10)

    @pytest.mark.parametrize("change", [lambda text: "A" + text[1:], lambda text: text + "A", lambda _: "rubbish"])
    async def test_only_if_it_is_ours(self, shop_site: ShopSite, change: Any) -> None:
        (way,) = await asked(shop_site, ("BREAD", 1), location="LYON")
        refused = await order(shop_site, way | {"promise": change(way["promise"])}, ("BREAD", 1))
        assert (refused.status_code, refused.json()["type"].rsplit("/")[-1]) == (409, "promise-over")


async def test_nothing_is_written_by_asking(shop_site: ShopSite, house: House) -> None:
    await asked(shop_site, ("CHEESE", 2), address=MARIE_AT)
    assert await house.events() == []
    assert (await house.level(CHEESE)).reserved == 0


async def test_where_the_customer_is_must_be_said(shop_site: ShopSite) -> None:
    answer = await shop_site.client.post("/api/promises", json={"lines": [{"sku": "BREAD", "quantity": 1}]})
    assert (answer.status_code, answer.json()["type"].rsplit("/")[-1]) == (422, "nowhere-to-go")


async def test_only_who_may_order_may_ask(shop_site: ShopSite, house: House) -> None:
    shop_site.client.headers["Authorization"] = f"Bearer {await key_with(house, 'stock:read')}"
    body = {"lines": [{"sku": "BREAD", "quantity": 1}], "location": "LYON"}
    assert (await shop_site.client.post("/api/promises", json=body)).status_code == 403
