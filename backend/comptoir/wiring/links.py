"""Signed links and codes that let a customer in without a login.

A token is an order's id and a mark that only our secret can make, in base32: 48 letters and digits that survive any
mail program, any scanner's keyboard, and make a coarse QR code. A salt for each use, so that a link never serves as a
handover code, nor the other way round. What a customer is asked is linked likewise, by the question's id.
"""

import base64
import re
from hmac import compare_digest
from uuid import UUID

from comptoir.wiring.actors import Actor
from comptoir.wiring.marks import mark
from comptoir.wiring.settings import Settings

PICKUP = "comptoir.pickup"
HANDOVER = "comptoir.handover"
SUBSTITUTE = "comptoir.substitute"
HANDOVER_PREFIX = "CPT"
"""Tells our own QR codes from the barcodes of goods."""

_ID, _MARK = 16, 14  # bytes; together a multiple of five, so that base32 has no spare bits and a token one spelling
_TOKEN = re.compile(r"[a-z2-7]{48}", re.IGNORECASE | re.ASCII)


def pickup_token(settings: Settings, order_id: UUID) -> str:
    """The secret part of the link to an order's page."""
    return _token(settings, PICKUP, order_id).lower()


def read_pickup_token(settings: Settings, token: str) -> UUID | None:
    """The order whose page a token opens; None for anything that we did not make."""
    return _read(settings, PICKUP, token)


def pickup_url(settings: Settings, order_id: UUID) -> str:
    """The link to an order's pickup page, as it stands in messages."""
    return f"{settings.public_url.rstrip('/')}/pickup/{pickup_token(settings, order_id)}"


def follow_url(settings: Settings, order_id: UUID) -> str:
    """The link to the page of an order that is brought; the same token opens it."""
    return f"{settings.public_url.rstrip('/')}/follow/{pickup_token(settings, order_id)}"


def substitute_url(settings: Settings, substitution_id: UUID) -> str:
    """The link by which a customer says whether they want something else, as it stands in a message."""
    return f"{settings.public_url.rstrip('/')}/substitutes/{substitute_token(settings, substitution_id)}"


def substitute_token(settings: Settings, substitution_id: UUID) -> str:
    """The secret part of that link."""
    return _token(settings, SUBSTITUTE, substitution_id).lower()


def read_substitute_token(settings: Settings, token: str) -> UUID | None:
    """The substitution that a token is about; None for anything that we did not make."""
    return _read(settings, SUBSTITUTE, token)


def handover_token(settings: Settings, order_id: UUID) -> str:
    """What QR codes said before they were signed (see codes); those that customers have still count."""
    return HANDOVER_PREFIX + _token(settings, HANDOVER, order_id)


def read_handover_token(settings: Settings, token: str) -> UUID | None:
    """The order that a scanned QR code belongs to; None for anything that we did not make."""
    prefix, rest = token[: len(HANDOVER_PREFIX)], token[len(HANDOVER_PREFIX) :]
    return _read(settings, HANDOVER, rest) if prefix.upper() == HANDOVER_PREFIX else None


def customer_from_token(settings: Settings, token: str) -> Actor | None:
    """Who looks at an order's page: a customer known only by the order; None for anything that we did not make."""
    order_id = read_pickup_token(settings, token)
    return Actor(kind="customer", id=str(order_id)) if order_id else None


def _token(settings: Settings, salt: str, order_id: UUID) -> str:
    return base64.b32encode(order_id.bytes + _mark(settings, salt, order_id)).decode()


def _read(settings: Settings, salt: str, token: str) -> UUID | None:
    if not _TOKEN.fullmatch(token):
        return None
    known = base64.b32decode(token, casefold=True)
    order_id = UUID(bytes=known[:_ID])
    return order_id if compare_digest(known[_ID:], _mark(settings, salt, order_id)) else None


def _mark(settings: Settings, salt: str, order_id: UUID) -> bytes:
    return mark(settings, salt, order_id.bytes)[:_MARK]
