"""Orders sent to the public API, each once: a lost answer is asked for again under the same key."""

import asyncio
import ssl
from collections import Counter
from http import HTTPStatus
from types import TracebackType
from typing import Any, Literal, Self
from uuid import UUID, uuid5

import httpx
import msgspec

from comptoir.cli.baskets import Basket
from comptoir.cli.people import person

NAMESPACE = UUID("6f1c6b0e-3f0f-5b9a-9a5e-0d9f5f6f2f10")
PAUSES_S = (0.2, 0.4, 0.8, 1.6)
"""Between tries of the same order, when the server is away or busy."""

AGAIN = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE})

Outcome = Literal["placed", "repeated", "refused", "failed"]
"""Repeated: this basket was placed by the same run before. Refused: the store had too little of something."""


class Unwelcome(Exception):
    """The server does not know the key, or its rights: nothing that follows would succeed either."""


class Unreachable(Unwelcome):
    """The server does not answer."""


class Sender:
    """Places baskets as orders, over connections that it keeps. `run` tells apart orders of the same basket.

    `trust` says whose certificate is believed, where it is not one that this machine knows.
    """

    def __init__(
        self, url: str, key: str, *, run: str = "1", clients: int = 1,
        trust: ssl.SSLContext | None = None, transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:  # fmt: skip
        self._run = run
        self._http = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {key}"},
            limits=httpx.Limits(max_connections=clients, max_keepalive_connections=clients),
            timeout=30,
            verify=trust or True,
            transport=transport,
        )
        self.reasons: Counter[str] = Counter()
        """Why orders failed, as the server puts it."""

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.__aexit__(kind, error, trace)

    async def send(self, basket: Basket) -> Outcome:
        """Place one basket. Raises Unwelcome."""
        body = msgspec.json.encode(order(basket))
        key = uuid5(NAMESPACE, f"{self._run}\n{body.decode()}")
        headers = {"Idempotency-Key": str(key), "Content-Type": "application/json"}
        answer = await self._request("POST", content=body, headers=headers)
        _check_welcome(answer)
        return self._outcome(answer)

    async def waiting_at(self, store: str) -> int:
        """How many orders of a store wait or are being prepared; at most 200. Raises Unwelcome."""
        query = {"location": store, "status": "routed", "limit": 200}
        answer = await self._request("GET", params=query)
        _check_welcome(answer)
        return len(_document(answer).get("orders", ()))

    async def _request(self, method: str, **parts: Any) -> httpx.Response:
        for pause in (*PAUSES_S, None):
            try:
                answer = await self._http.request(method, "/api/orders", **parts)
                if answer.status_code not in AGAIN or pause is None:
                    return answer
            except httpx.TransportError as error:
                if pause is None:
                    raise Unreachable(f"{self._http.base_url}: {error or type(error).__name__}") from error
            await asyncio.sleep(pause or 0)
        raise AssertionError

    def _outcome(self, answer: httpx.Response) -> Outcome:
        if answer.is_success:
            return "repeated" if "idempotency-replayed" in answer.headers else "placed"
        problem = _document(answer)
        if problem.get("type", "").endswith("/not-enough-stock"):
            return "refused"
        self.reasons[f"{answer.status_code} {problem.get('title', answer.reason_phrase)}"] += 1
        return "failed"


def order(basket: Basket) -> dict[str, Any]:
    """The basket as the body of POST /api/orders: collected where it was bought."""
    return {
        "channel": "web",
        "method": "collect",
        "location": basket.store,
        "customer": person(basket.household),
        "lines": [{"sku": sku, "quantity": quantity} for sku, quantity in basket.lines],
        "reference": f"basket {basket.number}",
    }


def _check_welcome(answer: httpx.Response) -> None:
    if answer.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise Unwelcome(_document(answer).get("title", answer.reason_phrase))


def _document(answer: httpx.Response) -> dict[str, Any]:
    try:
        return msgspec.json.decode(answer.content, type=dict[str, Any])
    except msgspec.MsgspecError:
        return {}
