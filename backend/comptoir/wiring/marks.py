"""Marks that only our secret can make: they sign links and codes, and are the secrets that we share with others."""

import contextlib
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path

from itsdangerous import Signer
from itsdangerous.signer import HMACAlgorithm

from comptoir.wiring.settings import Settings


def mark(settings: Settings, salt: str, of: bytes) -> bytes:
    """32 bytes, always the same for the same. A salt names what they are for; those of one tell nothing of another."""
    key = Signer(_secret(settings), salt=salt, key_derivation="hmac", digest_method=sha256).derive_key()
    return HMACAlgorithm(sha256).get_signature(key, of)


def seal(settings: Settings, salt: str, what: bytes) -> str:
    """Bytes that anybody may carry and read, and nobody change: as text for URLs and JSON."""
    return f"{_text(what)}.{_text(mark(settings, salt, what)[:SEAL])}"


def unseal(settings: Settings, salt: str, text: str) -> bytes | None:
    """What was sealed; None for anything that we did not seal."""
    try:
        what, sealed = (urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in text.split("."))
    except ValueError:
        return None
    return what if compare_digest(sealed, mark(settings, salt, what)[:SEAL]) else None


SEAL = 16


def _text(what: bytes) -> str:
    return urlsafe_b64encode(what).rstrip(b"=").decode()


def _secret(settings: Settings) -> str:
    return settings.secret or _kept_secret(settings.data.absolute() / "secret")


@cache
def _kept_secret(file: Path) -> str:
    """The secret in a file, made if there is none. Of several processes that start at once one makes it for all."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_secret(file)
    return file.read_text()


def _make_secret(file: Path) -> None:
    """Written whole under another name and then linked into place, which the first one wins."""
    draft = file.with_name(f"secret.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode=0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(secrets.token_urlsafe(32))
        opened.flush()
        os.fsync(descriptor)
    with contextlib.suppress(FileExistsError):
        file.hardlink_to(draft)
    draft.unlink()
