"""Machines at the doors of the stock."""

import httpx
import pytest

from tests.house import House
from tests.sales.conftest import client, key_with

__all__ = ["client"]


@pytest.fixture
async def reader(house: House, client: httpx.AsyncClient) -> httpx.AsyncClient:
    """A program with a key that may read stock."""
    client.headers["Authorization"] = f"Bearer {await key_with(house, 'stock:read')}"
    return client
