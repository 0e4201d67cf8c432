"""The server is killed at random moments, while tills sell, an ERP feeds, and customers keep baskets and order.

Everybody asks again under the same key until they are answered. What was acknowledged is there, once; nothing is
promised twice; and the ledger adds up (the house proves its stock after each test).
"""

import asyncio
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.house import CHEESE, LYON, House
from tests.sales.conftest import TWO_BREADS, key_with
from tests.sales.crowd import Crowd, crowd_before

KILLS = 4
TILLS, BASKETS, BUYERS, SNAPSHOTS = 40, 20, 30, 12
TWO_CHEESES = [{"sku": "CHEESE", "quantity": 2}]


class Trade:
    """Everybody's commands, each repeated until the server has answered it."""

    def __init__(self, crowd: Crowd, key: str) -> None:
        self._client, self._auth = crowd.client, {"Authorization": f"Bearer {key}"}
        self.sold: list[str] = []
        self.ordered: list[str] = []
        self.interruptions = 0

    async def sell(self, receipt: str) -> None:
        """A till sold a cheese."""
        moved = {"location": "LYON", "sku": "CHEESE", "quantity": -1, "reference": receipt, "cause": "sale"}
        answer = await self._insist(
            "/api/stock/levels", {"kind": "delta", "source": "till", "rows": [moved | {"at": now()}]}
        )
        assert answer.json()["applied"] + answer.json()["late"] == 1, answer.text
        self.sold += [receipt] * answer.json()["applied"]

    async def feed(self, sequence: int, units: int) -> None:
        """The ERP says what is there."""
        rows = [{"location": "LYON", "sku": "CHEESE", "on_hand": units}]
        said = {"kind": "snapshot", "source": "erp", "as_of": now(), "sequence": sequence, "rows": rows}
        assert (await self._insist("/api/stock/levels", said)).status_code == 200

    async def keep_and_order(self) -> None:
        """A basket is kept, and then ordered."""
        basket = {"location": "LYON", "lines": TWO_CHEESES, "minutes": 5}
        kept = await self._insist("/api/holds", basket)
        if kept.status_code == 201:
            await self.order(hold=kept.json()["id"])

    async def order(self, **more: Any) -> None:
        """Somebody buys two cheeses."""
        answer = await self._insist("/api/orders", TWO_BREADS | {"lines": TWO_CHEESES} | more)
        if answer.status_code == 201:
            self.ordered.append(answer.json()["id"])

    async def _insist(self, path: str, body: Any) -> httpx.Response:
        headers = self._auth | {"Idempotency-Key": str(uuid4())}
        while True:
            try:
                answer = await self._client.post(path, json=body, headers=headers)
            except httpx.TransportError:
                self.interruptions += 1
            else:
                if answer.status_code < 500:
                    return answer
                self.interruptions += 1
            await asyncio.sleep(0.2)


def now() -> str:
    return datetime.now(UTC).isoformat()


def deeds(trade: Trade, chance: Random) -> Sequence[Coroutine[Any, Any, None]]:
    """All that happens, in any order."""
    all_of_it = [trade.sell(f"receipt {n}") for n in range(TILLS)]
    all_of_it += [trade.keep_and_order() for _ in range(BASKETS)]
    all_of_it += [trade.order() for _ in range(BUYERS)]
    all_of_it += [trade.feed(n, chance.randint(60, 160)) for n in range(SNAPSHOTS)]
    chance.shuffle(all_of_it)
    return all_of_it


async def a_little_later(deed: Coroutine[Any, Any, None], seconds: float) -> None:
    await asyncio.sleep(seconds)
    await deed


@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_is_cut_off_counts_once_and_adds_up(house: House, seed: int) -> None:
    chance = Random(seed)
    house.clock.at = datetime.now(UTC)
    await house.deliver(CHEESE, 100)
    async with crowd_before(house) as crowd:
        trade = Trade(crowd, await key_with(house, "orders:write", "stock:write"))
        trading = asyncio.gather(*(a_little_later(deed, chance.uniform(0, 3)) for deed in deeds(trade, chance)))
        for _ in range(KILLS):
            await asyncio.sleep(chance.uniform(0.1, 0.8))
            crowd.server.kill()
            crowd.server.start()
        await asyncio.wait_for(trading, 90)

    assert trade.interruptions
    assert sorted(trade.ordered) == sorted(str(row.id) for row in await house.rows("SELECT id FROM orders"))
    receipts = "SELECT reference FROM movements WHERE cause = 'sale' AND location_id = :at AND variant_id = :cheese"
    written = [row.reference for row in await house.rows(receipts, at=LYON, cheese=CHEESE)]
    assert len(written) == len(trade.sold)
    house.clock.at = datetime.now(UTC)
