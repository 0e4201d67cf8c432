"""A chain that ships: Lyon and Annecy also send parcels and transfers."""

import pytest
from sqlalchemy import text

from tests.house import IRIS, House

SERVICES = """UPDATE locations SET services = '["collect", "ship", "transfer"]', version = version + 1"""


@pytest.fixture
async def chain(house: House) -> House:
    async with house.work(IRIS) as work:
        await work.execute(text(SERVICES))
    return house
