"""What is on its way, and when it comes."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert

from comptoir.stock.queries.inbound import InboundView, inbound_at, inbound_of
from comptoir.stock.tables import Inbound
from tests.house import ANNECY, BREAD, CHEESE, LYON, TUESDAY_TEN, WINE, House


def coming(reference: str, variant: int, day: int | None, *, location: int = LYON) -> dict[str, Any]:
    where = {"location_id": location, "variant_id": variant, "expected_on": day and date(2026, 11, day)}
    return {
        "id": uuid4(),
        "kind": "purchase",
        "reference": reference,
        "quantity": 6,
        "updated_at": TUESDAY_TEN,
        **where,
    }


@pytest.fixture
async def awaiting(house: House) -> House:
    """Cheese comes to both stores, bread and wine to Lyon, the wine on a day that nobody knows."""
    rows = [
        coming("P1", CHEESE, 27),
        coming("P2", CHEESE, 25, location=ANNECY),
        coming("P3", BREAD, 26),
        coming("P4", WINE, None),
        coming("P5", CHEESE, None),
    ]
    async with house.sessions() as session:
        await session.execute(insert(Inbound), rows)
        await session.commit()
    return house


def references(views: list[InboundView]) -> list[str]:
    return [view.reference for view in views]


async def test_what_comes_of_a_variant_is_told_soonest_first_and_undated_last(awaiting: House) -> None:
    async with awaiting.work() as work:
        cheese = await inbound_of(work, CHEESE)
    assert references(cheese) == ["P2", "P1", "P5"]
    first = cheese[0]
    assert (first.location, first.location_name, first.sku) == ("ANNECY", "Annecy", "CHEESE")
    assert (first.kind, first.quantity, first.expected_on) == ("purchase", 6, date(2026, 11, 25))


async def test_what_comes_of_it_to_one_location(awaiting: House) -> None:
    async with awaiting.work() as work:
        assert references(await inbound_of(work, CHEESE, location_id=LYON)) == ["P1", "P5"]
        assert await inbound_of(work, BREAD, location_id=ANNECY) == []


async def test_all_that_comes_to_a_location(awaiting: House) -> None:
    async with awaiting.work() as work:
        assert references(await inbound_at(work, LYON)) == ["P3", "P1", "P5", "P4"]
