"""A shop site that listens, and a house that may tell it, though it stands on this machine."""

from collections.abc import AsyncGenerator

import pytest

from tests.house import House
from tests.webhooks.hooks import Hooks
from tests.webhooks.receiver import Receiver, listening


@pytest.fixture
async def receiver() -> AsyncGenerator[Receiver]:
    async with listening() as receiver:
        yield receiver


@pytest.fixture
def hooks(house: House, receiver: Receiver) -> Hooks:
    """The webhooks of the house, which go to the receiver."""
    house.settings = house.settings.model_copy(update={"webhooks_to_private_addresses": True})
    return Hooks(house, receiver)
