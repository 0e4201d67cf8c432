"""The code that a customer shows: signed, so that a tablet without a connection knows that it is ours (docs/codes.md).

The key pair follows from our secret, so it is there from the first start, the same on every node, and nothing more has
to be kept. Of itself a code says which preparation, where, its pickup code and until when; nothing of the customer.
"""

import base64
import re
from datetime import UTC, datetime
from functools import cache
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from comptoir.kit.ids import ALPHABET
from comptoir.wiring.marks import mark
from comptoir.wiring.settings import Settings

PREFIX = "CPS"
VERSION = 1
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""How many points the curve P-256 has (NIST SP 800-186)."""

_SALT = "comptoir.handover.key"
_SIGNED, _SIGNATURE = 29, 64  # bytes
_TOKEN = re.compile(r"[a-z2-7]{149}", re.IGNORECASE | re.ASCII)
_ALGORITHM = ec.ECDSA(SHA256(), deterministic_signing=True)


class HandoverCode(msgspec.Struct, frozen=True):
    """What a customer's code says; `code` is the one that people read aloud."""

    preparation_id: UUID
    location_id: int
    code: str
    expires_at: datetime


def sign_code(settings: Settings, code: HandoverCode) -> str:
    """As it stands in the QR code: capitals and digits alone. The same for the same, so that a page stays as it is."""
    said = _pack(code)
    r, s = decode_dss_signature(_private_key(settings).sign(said, _ALGORITHM))
    return PREFIX + _text(said + r.to_bytes(32) + s.to_bytes(32))


def read_code(settings: Settings, text: str) -> HandoverCode | None:
    """What a scanned code says, be it over or not; None for anything that we did not sign."""
    prefix, rest = text[: len(PREFIX)], text[len(PREFIX) :]
    if prefix.upper() != PREFIX or not _TOKEN.fullmatch(rest):
        return None
    known = _bytes(rest)
    said, signature = known[:_SIGNED], known[_SIGNED:]
    return _unpack(said) if _text(known) == rest.upper() and _is_ours(settings, said, signature) else None


def public_key(settings: Settings) -> dict[str, str]:
    """The key that tells our codes, as a JSON Web Key (RFC 7517); anybody may know it."""
    numbers = _private_key(settings).public_key().public_numbers()
    x, y = (base64.urlsafe_b64encode(it.to_bytes(32)).rstrip(b"=").decode() for it in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "x": x, "y": y}


def _pack(code: HandoverCode) -> bytes:
    spelt = 0
    for sign in code.code:
        spelt = spelt << 5 | ALPHABET.index(sign)
    numbers = code.location_id, spelt, int(code.expires_at.timestamp())
    return bytes([VERSION]) + code.preparation_id.bytes + b"".join(number.to_bytes(4) for number in numbers)


def _unpack(said: bytes) -> HandoverCode | None:
    if said[0] != VERSION:
        return None
    location_id, spelt, expires = (int.from_bytes(said[start : start + 4]) for start in (17, 21, 25))
    code = "".join(ALPHABET[spelt >> shift & 31] for shift in range(25, -1, -5))
    return HandoverCode(UUID(bytes=said[1:17]), location_id, code, datetime.fromtimestamp(expires, UTC))


def _is_ours(settings: Settings, said: bytes, signature: bytes) -> bool:
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    try:
        _private_key(settings).public_key().verify(encode_dss_signature(r, s), said, _ALGORITHM)
    except InvalidSignature:
        return False
    return True


def _text(what: bytes) -> str:
    return base64.b32encode(what).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b32decode(text + "=" * (-len(text) % 8), casefold=True)


def _private_key(settings: Settings) -> ec.EllipticCurvePrivateKey:
    """Of 64 bytes, so that each number of the curve is as likely as any other."""
    wide = mark(settings, _SALT, b"1") + mark(settings, _SALT, b"2")
    return _key_of(int.from_bytes(wide) % (ORDER - 1) + 1)


@cache
def _key_of(number: int) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(number, ec.SECP256R1())
