"""Signatures, by the Standard Webhooks specification: https://www.standardwebhooks.com."""

import base64
import hmac
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

PREFIX = "whsec_"


def written(secret: bytes) -> str:
    """A secret as its owner gets it, and any library of Standard Webhooks takes it."""
    return PREFIX + base64.b64encode(secret).decode()


def signed(message_id: str, body: bytes, *, secrets: Iterable[bytes], at: datetime) -> dict[str, str]:
    """The headers of a message that is sent at a moment, signed with each of the secrets."""
    stamp = str(int(at.timestamp()))
    content = b".".join((message_id.encode(), stamp.encode(), body))
    marks = (base64.b64encode(hmac.digest(secret, content, sha256)).decode() for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{mark}" for mark in marks),
    }
