"""What other systems say is on its way."""

from datetime import date
from typing import Any

from comptoir.stock.actions.feeding import Taken, take_arrivals
from tests.house import ANNECY, BREAD, CHEESE, LYON, House
from tests.stock.feeding import ERP, at

FRIDAY, SATURDAY = date(2026, 11, 27), date(2026, 11, 28)


async def announced(house: House, *rows: tuple[int, int, int, str, date | None], minutes: float = 0) -> Taken:
    """Location, variant, units, reference, day."""
    told = [(at_, variant, n, units, "purchase", ref, day) for n, (at_, variant, units, ref, day) in enumerate(rows, 1)]
    async with house.work(ERP) as work:
        return await take_arrivals(work, told, as_of=at(minutes))


async def coming(house: House) -> list[tuple[Any, ...]]:
    query = "SELECT location_id, variant_id, quantity, reference, expected_on FROM inbound ORDER BY 1, 2, 4"
    return [tuple(row) for row in await house.rows(query)]


async def test_it_is_noted_changed_and_forgotten(house: House) -> None:
    first = await announced(house, (LYON, BREAD, 20, "PO1", FRIDAY), (ANNECY, CHEESE, 5, "PO1", None))
    assert first == Taken(applied=2)
    assert await coming(house) == [(LYON, BREAD, 20, "PO1", FRIDAY), (ANNECY, CHEESE, 5, "PO1", None)]
    second = await announced(
        house, (LYON, BREAD, 15, "PO1", SATURDAY), (ANNECY, CHEESE, 0, "PO1", None), (LYON, CHEESE, 0, "PO1", None),
        minutes=1,
    )  # fmt: skip
    assert second == Taken(applied=2, unchanged=1)
    assert await coming(house) == [(LYON, BREAD, 15, "PO1", SATURDAY)]
    told = await house.rows("SELECT data FROM events WHERE name = 'InboundChanged' ORDER BY id DESC LIMIT 2")
    assert [row.data for row in reversed(told)] == [
        {"location_id": LYON, "variant_ids": [BREAD]},
        {"location_id": ANNECY, "variant_ids": [CHEESE]},
    ]


async def test_what_is_known_of_a_later_moment_stays(house: House) -> None:
    await announced(house, (LYON, BREAD, 20, "PO1", FRIDAY), minutes=5)
    assert await announced(house, (LYON, BREAD, 10, "PO1", None), minutes=4) == Taken(late=[1])
    assert await announced(house, (LYON, BREAD, 0, "PO1", None), minutes=5) == Taken(repeated=[1])
    assert await coming(house) == [(LYON, BREAD, 20, "PO1", FRIDAY)]


async def test_of_two_rows_about_the_same_the_first_counts(house: House) -> None:
    taken = await announced(house, (LYON, BREAD, 20, "PO1", FRIDAY), (LYON, BREAD, 10, "PO1", None))
    assert taken == Taken(applied=1, duplicate=[2])
    assert await coming(house) == [(LYON, BREAD, 20, "PO1", FRIDAY)]
