"""An open post office, and a house that sends its mail there."""

from collections.abc import AsyncGenerator

import pytest

from tests.house import House
from tests.notices.post_office import PostOffice, opened


@pytest.fixture
async def office() -> AsyncGenerator[PostOffice]:
    """A post office that takes what comes, without passwords."""
    async with opened() as office:
        yield office


@pytest.fixture
def mailing(house: House, office: PostOffice) -> House:
    """The house, whose mail goes to the post office."""
    house.settings = house.settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{office.port}"})
    return house
