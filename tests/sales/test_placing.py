"""Placing orders: everything at once, or nothing."""

import pytest

from comptoir.routing.rules import NotEnoughStock
from tests.house import BREAD, CHEESE, House, Level


async def test_an_order_is_placed_reserved_and_opened_in_one_transaction(house: House) -> None:
    placed = await house.order((BREAD, 2), (CHEESE, 1))

    assert await house.status_of(placed.order.id) == "routed"
    assert await house.level(BREAD) == Level(on_hand=10, reserved=2)
    assert await house.state_of(await house.preparation_of(placed.order.id)) == "open"
    assert await house.events() == ["LevelsChanged", "PreparationOpened", "OrderPlaced"]
    assert await house.differences() == []


async def test_an_order_that_the_store_cannot_serve_names_the_short_line_and_who_has_it(house: House) -> None:
    with pytest.raises(NotEnoughStock) as refused:
        await house.order((BREAD, 2), (CHEESE, 6))

    assert refused.value.facts["lines"] == [
        {
            "sku": "CHEESE",
            "wanted": 6,
            "available": 5,
            "elsewhere": [{"location": "ANNECY", "name": "Annecy", "available": 20}],
        }
    ]
    assert await house.level(BREAD) == Level(on_hand=10)
    assert await house.events() == []
