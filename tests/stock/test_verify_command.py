"""`comptoir stock verify` shows each difference, to people and to machines, and fails if there is any."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sqlalchemy import text

from tests.conftest import Run
from tests.house import ANNECY, BREAD, House


@asynccontextmanager
async def one_too_many(house: House) -> AsyncGenerator[None]:
    """Within it a cheese more is reserved at Annecy than anybody was promised."""
    await change(house, 1)
    yield
    await change(house, -1)


async def change(house: House, by: int) -> None:
    async with house.sessions() as session:
        reserved = f"UPDATE stock_levels SET reserved = reserved + {by} WHERE location_id = {ANNECY}"
        await session.execute(text(reserved))
        await session.commit()


async def test_where_all_is_well_it_says_what_it_proved(run: Run, house: House) -> None:
    await house.order((BREAD, 1))
    done = await run("stock", "verify")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith("3 levels at 2 locations in ")
    assert done.stderr.endswith(": no difference.\n")


async def test_a_difference_is_shown_in_words_and_fails_the_command(run: Run, house: House) -> None:
    async with one_too_many(house):
        done = await run("stock", "verify")
    assert done.exit_code == 1
    _, shown = done.stdout.splitlines()
    assert " ".join(shown.split()) == "ANNECY CHEESE reserved, against live reservations 1 0"
    assert "1 difference." in done.stderr


async def test_machines_get_a_json_object_on_a_line(run: Run, house: House) -> None:
    async with one_too_many(house):
        done = await run("stock", "verify", "--json")
    (line,) = done.stdout.splitlines()
    assert json.loads(line) == {
        "check": "reserved",
        "location_id": 2,
        "variant_id": 2,
        "location": "ANNECY",
        "sku": "CHEESE",
        "found": 1,
        "expected": 0,
    }


async def test_only_the_locations_that_are_named_are_proved(run: Run, house: House) -> None:
    async with one_too_many(house):
        lyon = await run("stock", "verify", "--location", "LYON")
        assert (lyon.exit_code, lyon.stderr.split(" in ")[0]) == (0, "2 levels at 1 location")
        assert (await run("stock", "verify", "--location", "LYON", "--location", "ANNECY")).exit_code == 1


async def test_a_location_that_does_not_exist_is_a_mistake(run: Run) -> None:
    done = await run("stock", "verify", "--location", "NICE")
    assert done.exit_code == 2
    assert "There is no location NICE." in done.stderr
