"""Hashing PINs and passwords, slowly on purpose and beside the event loop; and making random tokens."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# About 30 ms on a small server: more than the least that OWASP recommends (19 MiB, 2 passes). The pool is small, so
# that a flood of sign-ins takes two cores and 40 MB, and no more.
HASHER = PasswordHasher(time_cost=3, memory_cost=19_456, parallelism=1)
POOL = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


def hash_secret(secret: str) -> str:
    """The argon2id hash of a PIN or password; takes about 30 ms of the calling thread."""
    return HASHER.hash(secret)


async def hashed(secret: str) -> str:
    """The same, beside the event loop."""
    return await asyncio.get_running_loop().run_in_executor(POOL, hash_secret, secret)


async def matches(stored: str | None, secret: str) -> bool:
    """Whether the secret is the one that was stored. For nothing stored it takes as long, and says no."""
    return await asyncio.get_running_loop().run_in_executor(POOL, _matches, stored or _decoy(), secret) and bool(stored)


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return HASHER.check_needs_rehash(stored)


def new_token() -> str:
    """256 bits of chance, for a cookie or a key."""
    return secrets.token_urlsafe(32)


def _matches(stored: str, secret: str) -> bool:
    try:
        return HASHER.verify(stored, secret)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _decoy() -> str:
    return hash_secret(new_token())
