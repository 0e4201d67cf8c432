"""Mail by SMTP."""

import ssl
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

import aiosmtplib

from comptoir.notices.ports.letter import Letter, Undeliverable, Undelivered, to_message

TIMEOUT_S = 20


class SmtpMailer:
    """Hands each letter to a mail server, on a connection of its own.

    smtp:// changes to TLS where the server offers it, and insists on it before a password goes to another machine;
    smtps:// is TLS from the start. Certificates are checked.
    """

    def __init__(self, url: str, *, sender: str, tls: ssl.SSLContext | None = None) -> None:
        """`tls` trusts other certificates than the system does."""
        self._server, self._sender, self._tls = urlsplit(url), sender, tls

    async def send(self, letter: Letter) -> None:
        """Returns when the server took the letter. Raises Undelivered, Undeliverable."""
        message = to_message(letter, sender=self._sender)
        server = self._server
        try:
            await aiosmtplib.send(
                message,
                hostname=server.hostname,
                port=server.port,
                username=unquote(server.username) if server.username else None,
                password=unquote(server.password) if server.password else None,
                use_tls=server.scheme == "smtps",
                start_tls=_start_tls(server),
                tls_context=self._tls,
                timeout=TIMEOUT_S,
            )
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _meaning(error) from error


def _start_tls(server: SplitResult) -> bool | None:
    """None takes it where it is offered."""
    if server.scheme == "smtps":
        return False
    return True if server.password and not _is_here(server.hostname or "") else None


def _is_here(hostname: str) -> bool:
    try:
        return ip_address(hostname).is_loopback
    except ValueError:
        return hostname == "localhost"


def _meaning(error: Exception) -> Undelivered:
    """Only the recipient or the message itself can be refused for good; all else is ours or the server's to mend."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return _meaning(error.recipients[0])
    for_good = isinstance(error, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError) and error.code >= 500
    return Undeliverable(_words(error)) if for_good else Undelivered(_words(error))


def _words(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {error.message}"
    return str(error) or type(error).__name__
