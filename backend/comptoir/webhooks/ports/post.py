"""Messages by HTTP, to an address that was checked: no redirects, ten seconds for everything."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, Literal

import httpx

from comptoir.webhooks.ports.addresses import PrivateAddress, UnknownHost, addresses_of

TIMEOUT_S = 10.0
MOST_READ, READ_S = 65_536, 1.0
"""Of an answer's body, which is of no interest, so much is taken in, so that the connection can be used again."""

Why = Literal["answered", "late", "unknown_host", "private_address", "no_connection", "untrusted"]


class Undelivered(Exception):
    """A message was not taken: why, with which status if there was an answer, and for how long we are asked to wait."""

    def __init__(self, why: Why, *, status: int | None = None, asked: timedelta | None = None) -> None:
        super().__init__(why)
        self.why: Why = why
        self.status, self.asked = status, asked


async def find(url: str, *, may_be_private: bool) -> None:
    """Look where a URL leads. Raises UnknownHost, PrivateAddress."""
    await _addresses(_parsed(url), may_be_private=may_be_private)


def _parsed(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except httpx.InvalidURL:
        raise UnknownHost(field="url", host=url.split("/")[2]) from None


async def _addresses(url: httpx.URL, *, may_be_private: bool) -> list[str]:
    """Its host is taken as it is written: httpx would decode an internationalised name, and fail where it is none."""
    port = url.port or {"https": 443, "http": 80}[url.scheme]
    return await addresses_of(url.raw_host.decode("ascii"), port, may_be_private=may_be_private)


class Post:
    """Connections to one receiver, kept from message to message.

    They go to addresses, and TLS is asked for the name; so one receiver's must never serve another that has the same
    address.
    """

    def __init__(self, client: httpx.AsyncClient, *, may_be_private: bool) -> None:
        self._client, self._may_be_private = client, may_be_private

    @classmethod
    @asynccontextmanager
    async def opened(cls, *, may_be_private: bool) -> AsyncGenerator["Post"]:
        """For as long as there is something to send. No proxy of the environment is used: it would go unchecked."""
        limits = httpx.Limits(max_connections=1)
        async with httpx.AsyncClient(
            verify=_trusted(), trust_env=False, timeout=TIMEOUT_S, limits=limits, headers={"User-Agent": "Comptoir"}
        ) as client:
            yield cls(client, may_be_private=may_be_private)

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Returns when the receiver took the message. Raises Undelivered."""
        try:
            async with asyncio.timeout(TIMEOUT_S):
                answer = await self._send(_parsed(url), body, headers)
        except (httpx.HTTPError, OSError, PrivateAddress, UnknownHost) as error:
            raise _meaning(error) from error
        if not answer.is_success:
            raise Undelivered("answered", status=answer.status_code, asked=_asked(answer))

    async def _send(self, url: httpx.URL, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
        addresses = await _addresses(url, may_be_private=self._may_be_private)
        for address in addresses[:-1]:
            try:
                return await self._send_to(address, url, body, headers)
            except httpx.ConnectError:
                continue
        return await self._send_to(addresses[-1], url, body, headers)

    async def _send_to(self, address: str, url: httpx.URL, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
        name = url.netloc.decode("ascii")
        async with self._client.stream(
            "POST",
            url.copy_with(host=address),
            content=body,
            headers={**headers, "Host": name, "Content-Type": "application/json"},
            extensions={"sni_hostname": url.raw_host.decode("ascii")},
        ) as answer:
            await _read_some(answer)
        return answer


async def _read_some(answer: httpx.Response) -> None:
    """The answer is known by now, whatever becomes of its body."""
    read = 0
    with contextlib.suppress(TimeoutError, httpx.HTTPError):
        async with asyncio.timeout(READ_S):
            async for chunk in answer.aiter_raw():
                read += len(chunk)
                if read > MOST_READ:
                    return


@cache
def _trusted() -> ssl.SSLContext:
    """Certificates of the usual authorities, or those of SSL_CERT_FILE."""
    return httpx.create_ssl_context()


def _meaning(error: Exception) -> Undelivered:
    if isinstance(error, UnknownHost):
        return Undelivered("unknown_host")
    if isinstance(error, PrivateAddress):
        return Undelivered("private_address")
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return Undelivered("late")
    return Undelivered("untrusted" if _is_about_certificates(error) else "no_connection")


def _is_about_certificates(error: BaseException | None) -> bool:
    while error:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _asked(answer: httpx.Response) -> timedelta | None:
    """How long Retry-After asks us to wait: seconds, or until a moment."""
    text: Any = answer.headers.get("retry-after", "").strip()
    try:
        return timedelta(seconds=int(text)) if text.isdigit() else parsedate_to_datetime(text) - datetime.now(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
