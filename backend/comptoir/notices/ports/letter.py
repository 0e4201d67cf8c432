"""An e-mail before it has a carrier, and as the message that carriers take."""

from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Protocol
from uuid import UUID

import msgspec


class Picture(msgspec.Struct, frozen=True):
    """A PNG that the HTML shows as `cid:<name>`."""

    name: str
    png: bytes


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A message to one person; `text` and `html` say the same. `id` stays the same when it is sent again."""

    id: UUID
    written_at: datetime
    locale: str
    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    pictures: tuple[Picture, ...] = ()


class Undelivered(Exception):
    """It could not be sent now; another time it may. The sentence says why, in the carrier's words."""


class Undeliverable(Undelivered):
    """It will never be taken: no such address, or refused for good."""


class Mailer(Protocol):
    """A carrier of letters."""

    async def send(self, letter: Letter) -> None:
        """Hand a letter over. Raises Undelivered, Undeliverable."""
        ...


def to_message(letter: Letter, *, sender: str) -> EmailMessage:
    """The letter as a MIME message from `sender` (`Name <address>`). Raises Undeliverable for an impossible address."""
    message = EmailMessage(policy=SMTP)
    message["From"] = mailbox(*parseaddr(sender))
    message["To"] = mailbox(letter.to_name, letter.to_address)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = f"<{letter.id}@{message['From'].addresses[0].domain}>"
    message["Auto-Submitted"] = "auto-generated"
    _fill(message, letter)
    message["Content-Language"] = letter.locale  # filling clears what is said of the content
    return message


def _fill(message: EmailMessage, letter: Letter) -> None:
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    *_, html = message.iter_parts()
    assert isinstance(html, EmailMessage)
    for picture in letter.pictures:
        html.add_related(
            picture.png, "image", "png", cid=f"<{picture.name}>", filename=f"{picture.name}.png", disposition="inline"
        )


def mailbox(name: str, address: str) -> Address:
    """A header's mailbox, whatever the name holds, with the domain in its ASCII form. Raises Undeliverable."""
    user, _, domain = address.rpartition("@")
    if not user or not domain:
        raise Undeliverable("The address has no name or no domain.")
    try:
        return Address(one_line(name), user, domain.encode("idna").decode())
    except (MessageError, ValueError) as error:
        raise Undeliverable(f"The address cannot be right: {error}") from error


def one_line(text: str) -> str:
    """Without line breaks and control characters, so that no text can add a header of its own."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
