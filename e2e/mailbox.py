"""A mail server that keeps what it gets."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session

PATIENCE_S = 20


class Mailbox:
    """Everybody's mail, in the order of its coming."""

    def __init__(self) -> None:
        self.url = ""
        self.messages: list[EmailMessage] = []
        self._arrived = asyncio.Condition()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Called by aiosmtpd, which chose the name."""
        assert isinstance(envelope.content, bytes)
        async with self._arrived:
            self.messages.append(message_from_bytes(envelope.content, _class=EmailMessage, policy=default))
            self._arrived.notify_all()
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """What somebody got so far."""
        return [message for message in self.messages if address in message["To"]]

    async def wait_for(self, address: str, subject: str) -> EmailMessage:
        """The message to somebody whose subject holds these words, when it has come."""

        def found() -> list[EmailMessage]:
            return [message for message in self.to(address) if subject in message["Subject"]]

        async with asyncio.timeout(PATIENCE_S), self._arrived:
            await self._arrived.wait_for(found)
        return found()[0]


@asynccontextmanager
async def mail_server() -> AsyncGenerator[Mailbox]:
    """A mailbox behind SMTP on a free port."""
    mailbox = Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(mailbox, hostname="localhost", loop=loop), "127.0.0.1", 0)
    mailbox.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield mailbox
    server.close()


def text_of(message: EmailMessage) -> str:
    """The plain text of a message."""
    body = message.get_body(("plain",))
    assert body is not None
    return body.get_content()
