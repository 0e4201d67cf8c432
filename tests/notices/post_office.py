"""A mail server on this machine: it keeps what it takes, and refuses what it is told to refuse."""

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

KEY_AND_CERTIFICATE = Path(__file__).with_name("localhost.pem")
"""Made for these tests by openssl, for localhost and 127.0.0.1 and a hundred years; nobody else trusts it."""


class PostOffice:
    """What arrived, and the answers that recipients and messages get before they are taken."""

    def __init__(self) -> None:
        self.mail: list[EmailMessage] = []
        self.arrived = asyncio.Event()
        self.recipients: list[str] = []
        self.was_encrypted: list[bool] = []
        self.refusals: list[str] = []
        self.objections: list[str] = []
        self.port = 0

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refusals:
            return self.refusals.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.objections:
            return self.objections.pop(0)
        self.mail.append(_read(envelope))
        self.recipients += envelope.rcpt_tos
        self.was_encrypted.append(session.ssl is not None)
        self.arrived.set()
        return "250 OK"


def _read(envelope: Envelope) -> EmailMessage:
    content = envelope.original_content
    assert content
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


@asynccontextmanager
async def opened(*, encrypted: str = "", password: str = "") -> AsyncGenerator[PostOffice]:
    """A post office that is open; `encrypted` is starttls or smtps, and a password makes it ask for Comptoir's."""
    office = PostOffice()
    tls = _tls() if encrypted else None
    options: dict[str, Any] = {"tls_context": tls, "require_starttls": True} if encrypted == "starttls" else {}
    if password:
        options |= {"auth_required": True, "authenticator": _porter(password)}
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(office, hostname="localhost", **options),
        "127.0.0.1",
        ssl=tls if encrypted == "smtps" else None,
    )
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        server.close()
        await server.wait_closed()


def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(KEY_AND_CERTIFICATE)
    return context


def _porter(password: str) -> Any:
    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data == LoginPassword(b"comptoir", password.encode()), handled=False)

    return authenticate


def trusting() -> ssl.SSLContext:
    """The TLS of who knows the post office's certificate."""
    return ssl.create_default_context(cafile=str(KEY_AND_CERTIFICATE))
