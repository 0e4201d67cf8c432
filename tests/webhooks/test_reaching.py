"""No webhook reaches what only we can reach, however its name is spelt and whatever it leads to later."""

import asyncio
import ssl
from pathlib import Path
from typing import Any

import pytest

from comptoir.webhooks.ports import Post, PrivateAddress, Undelivered, UnknownHost, addresses_of, post
from tests.house import BREAD, House
from tests.story import Story
from tests.webhooks.hooks import Hooks
from tests.webhooks.receiver import Answer, Receiver

CERTIFICATE = Path(__file__).parents[1] / "notices" / "localhost.pem"


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0", "::1", "::ffff:127.0.0.1", "10.0.0.1",
     "169.254.169.254", "192.168.0.1", "fe80::1"],
)  # fmt: skip
async def test_private_addresses_are_refused_however_they_are_spelt(host: str) -> None:
    with pytest.raises(PrivateAddress):
        await addresses_of(host, 443, may_be_private=False)


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 70 + ".example", "..", "-"])
async def test_names_that_lead_nowhere_are_refused(host: str) -> None:
    with pytest.raises(UnknownHost):
        await addresses_of(host, 443, may_be_private=False)


async def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    leads(monkeypatch, "8.8.8.8", "10.0.0.1")
    with pytest.raises(PrivateAddress):
        await addresses_of("shop.example", 443, may_be_private=False)
    leads(monkeypatch, "8.8.8.8", "8.8.4.4", "8.8.8.8")
    assert await addresses_of("shop.example", 443, may_be_private=False) == ["8.8.8.8", "8.8.4.4"]


async def test_a_name_that_leads_to_us_since_is_not_followed(house: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add("order.placed")
    await Story.begin(house, (BREAD, 1))
    house.settings = house.settings.model_copy(update={"webhooks_to_private_addresses": False})
    await hooks.deliver(webhook_id)
    assert hooks.receiver.heard == []
    assert (await hooks.trouble(webhook_id))["what"] == "private_address"


async def test_the_checked_address_is_the_one_that_is_reached(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is asked for once: who answers otherwise a moment later is not asked."""
    asked = leads(monkeypatch, "127.0.0.1")
    receiver.name = "shop.example"
    await sent(receiver.url)
    assert [each.id for each in receiver.taken] == ["ping_1"]
    assert asked == ["shop.example"]


@pytest.mark.parametrize("host", ["xn--a", "xn--80ak6aa92e.example", "[:]", "999.0.0.1"])
async def test_a_host_that_is_none_is_nobody_s(host: str) -> None:
    with pytest.raises(Undelivered) as undelivered:
        await sent(f"https://{host}:9/")
    assert undelivered.value.why == "unknown_host"


async def test_an_internationalised_name_is_asked_for_as_it_is_written(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = leads(monkeypatch, "127.0.0.1")
    receiver.name = "xn--bcher-kva.example"
    await sent(receiver.url)
    receiver.name = "xn--a"  # nobody's name, if a resolver did not say otherwise
    await sent(receiver.url)
    assert len(receiver.taken) == 2
    assert asked == ["xn--bcher-kva.example", "xn--a"]


async def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.answers = [Answer(307, {"location": receiver.url})]
    with pytest.raises(Undelivered) as undelivered:
        await sent(receiver.url)
    assert undelivered.value.status == 307
    assert len(receiver.heard) == 1


async def sent(url: str) -> None:
    async with Post.opened(may_be_private=True) as opened:
        await opened.send(url, b'{"type":"ping","timestamp":"","data":{}}', {"webhook-id": "ping_1"})


def leads(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Names lead to these addresses now; the names that were asked for."""
    asked: list[str] = []

    async def getaddrinfo(host: str, port: int, **_: Any) -> Any:
        asked.append(host)
        return [(2, 1, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo, raising=False)
    return asked


async def test_a_certificate_that_nobody_trusts_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    asked_for: list[str | None] = []
    async with encrypted(asked_for) as port:
        with pytest.raises(Undelivered) as undelivered:
            await sent(f"https://localhost:{port}/")
        assert undelivered.value.why == "untrusted"
        trusting(monkeypatch)
        await sent(f"https://localhost:{port}/")
        leads(monkeypatch, "127.0.0.1")
        with pytest.raises(Undelivered) as undelivered:
            await sent(f"https://shop.example:{port}/")  # the address is right, the name is not in the certificate
        assert undelivered.value.why == "untrusted"
    assert asked_for == ["localhost", "localhost", "shop.example"]


def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    trusted = ssl.create_default_context(cafile=CERTIFICATE)
    monkeypatch.setattr(post, "_trusted", lambda: trusted)


class encrypted:  # noqa: N801 - reads like the function that it stands for
    """A receiver behind TLS, with the certificate of these tests; it notes the names that it is asked for."""

    def __init__(self, asked_for: list[str | None]) -> None:
        self._asked_for = asked_for

    async def __aenter__(self) -> int:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        context.sni_callback = lambda _socket, name, _context: self._asked_for.append(name)
        self._server = await asyncio.start_server(take, "127.0.0.1", 0, ssl=context)
        return self._server.sockets[0].getsockname()[1]

    async def __aexit__(self, *_: object) -> None:
        self._server.close()


async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
    await writer.drain()
    writer.close()


async def test_an_endless_answer_is_not_read_to_its_end() -> None:
    async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n")
        try:
            while True:
                writer.write(b"x" * 65_536)
                await writer.drain()
        except ConnectionError:
            writer.close()

    server = await asyncio.start_server(pour, "127.0.0.1", 0)
    async with asyncio.timeout(5):
        await sent(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    server.close()
