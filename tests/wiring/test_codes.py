"""Customers' codes: ours alone, readable without us, and of nobody."""

import base64
from datetime import UTC, datetime
from uuid import UUID

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from comptoir.wiring.codes import ORDER, HandoverCode, public_key, read_code, sign_code
from comptoir.wiring.settings import Settings

OURS, THEIRS = Settings(secret="a" * 32), Settings(secret="b" * 32)
SAID = HandoverCode(UUID(int=2**127 + 5), 4_000_000_000, "K7Q4M2", datetime(2026, 12, 1, 9, tzinfo=UTC))
CODE = sign_code(OURS, SAID)


def test_a_code_is_read_as_it_was_signed() -> None:
    assert read_code(OURS, CODE) == read_code(OURS, CODE.lower()) == SAID


def test_the_same_is_always_said_the_same_way() -> None:
    assert sign_code(OURS, SAID) == CODE


def test_a_code_is_of_signs_that_qr_codes_hold_best() -> None:
    assert CODE.isascii()
    assert CODE.upper() == CODE
    assert CODE.isalnum()
    assert len(CODE) == 152


def test_a_code_of_another_house_means_nothing() -> None:
    assert read_code(THEIRS, CODE) is None


@pytest.mark.parametrize("place", range(3, 152, 7))
def test_no_sign_of_a_code_can_be_changed(place: int) -> None:
    other = "A" if CODE[place] != "A" else "B"
    assert read_code(OURS, CODE[:place] + other + CODE[place + 1 :]) is None


def test_a_code_has_one_spelling() -> None:
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".index(CODE[-1])
    twin = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[last ^ 1]
    assert read_code(OURS, CODE[:-1] + twin) is None


@pytest.mark.parametrize(
    "garbage", ["", "CPS", "CPS" + "A" * 149, CODE[:-1], CODE + "A", CODE[3:], "CPT" + CODE[3:], "é" * 152]
)
def test_garbage_means_nothing(garbage: str) -> None:
    assert read_code(OURS, garbage) is None


def test_the_public_key_and_the_code_are_all_that_it_takes() -> None:
    """As a tablet does it (docs/codes.md)."""
    key, known = public_key(OURS), base64.b32decode(CODE[3:] + "===")
    x, y = (int.from_bytes(base64.urlsafe_b64decode(key[name] + "=")) for name in ("x", "y"))
    numbers = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1())
    r, s = int.from_bytes(known[29:61]), int.from_bytes(known[61:93])
    numbers.public_key().verify(encode_dss_signature(r, s), known[:29], ec.ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        numbers.public_key().verify(encode_dss_signature(r, s), b"\2" + known[1:29], ec.ECDSA(SHA256()))


def test_the_key_is_the_houses_own() -> None:
    assert public_key(OURS) == public_key(Settings(secret="a" * 32)) != public_key(THEIRS)
    assert (key := public_key(OURS))["kty"] == "EC"
    assert key["crv"] == "P-256"
    assert ORDER.bit_length() == 256
