"""A house with more on its shelves."""

import pytest

from tests.catalogue.shelf import fill
from tests.house import House


@pytest.fixture
async def shelves(house: House) -> House:
    """The house with a few dozen products more."""
    await fill(house)
    return house
