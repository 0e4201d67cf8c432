"""The shop site at the door of the API."""

from collections.abc import AsyncGenerator, Sequence
from hashlib import sha256
from typing import Any, cast
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import insert

from comptoir.identity.tables import ApiKey, ApiKeyLocation
from tests.house import TUESDAY_TEN, House
from tests.served import serving


class ShopSite:
    """A machine with an API key."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def order(self, body: Any = None, *, key: object = "", **changes: Any) -> httpx.Response:
        """Place an order: two breads at Lyon, with changes; under a key of its own unless one is given."""
        sent = {**TWO_BREADS, **changes} if body is None else body
        headers = {"Idempotency-Key": str(key or uuid4())}
        return await self.client.post("/api/orders", json=sent, headers=headers)

    async def get(self, path: str, **parameters: Any) -> httpx.Response:
        return await self.client.get(path, params=parameters)

    async def change(self, order_id: object, *, key: object = "", **body: Any) -> httpx.Response:
        headers = {"Idempotency-Key": str(key or uuid4())}
        return await self.client.patch(f"/api/orders/{order_id}", json=body, headers=headers)

    async def cancel(self, order_id: str, *, key: object = "") -> httpx.Response:
        headers = {"Idempotency-Key": str(key or uuid4())}
        return await self.client.post(f"/api/orders/{order_id}/cancel", headers=headers)


TWO_BREADS = {
    "location": "LYON",
    "customer": {"name": "Marie Durand", "email": "marie@example.fr", "locale": "fr"},
    "lines": [{"sku": "BREAD", "quantity": 2}],
}


async def key_with(house: House, *scopes: str, at: Sequence[int] = (), name: str = "Shop site") -> str:
    """A key of the house with these scopes, for some locations or for the chain."""
    key = f"ck_{uuid4().hex}"
    row: dict[str, Any] = {"id": uuid4(), "name": name, "prefix": key[:8], "key_hash": sha256(key.encode()).hexdigest()}
    async with house.sessions() as session:
        await session.execute(insert(ApiKey).values(**row, scopes=scopes, created_by="test", created_at=TUESDAY_TEN))
        for location_id in at:
            await session.execute(insert(ApiKeyLocation).values(api_key_id=row["id"], location_id=location_id))
        await session.commit()
    return key


@pytest.fixture
async def client(house: House) -> AsyncGenerator[httpx.AsyncClient]:
    """A program that talks to the application; its address is its own."""
    async with serving(house.settings, house.clock) as app:
        transport = httpx.ASGITransport(cast(Any, app), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://comptoir.test") as client:
            yield client


@pytest.fixture
async def shop_site(house: House, client: httpx.AsyncClient) -> ShopSite:
    """The shop site, with a key that may place and read orders."""
    client.headers["Authorization"] = f"Bearer {await key_with(house, 'orders:read', 'orders:write')}"
    return ShopSite(client)
