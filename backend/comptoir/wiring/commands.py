"""Idempotent commands: the same key gives the same answer, and one effect.

The key is claimed by an INSERT at the start of the command's transaction, so that of two at once the second waits for
the first: then it finds the answer, or, where the first was refused and rolled back, carries out the command itself.
"""

from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from comptoir.kit.errors import Invalid, N_, Refused
from comptoir.wiring.tables import Command
from comptoir.wiring.work import Work


class Answer(msgspec.Struct, frozen=True):
    """An HTTP answer as it is stored: headers without those of the connection."""

    status: int
    headers: list[tuple[str, str]]
    body: str


class MalformedKey(Invalid):
    status = 400
    slug = "malformed-idempotency-key"
    title = N_("The header Idempotency-Key must be a UUID, made anew for each command.")


class KeyUsedOtherwise(Refused):
    status = 422
    slug = "idempotency-key-reused"
    title = N_("This Idempotency-Key was used for another command. Make a new key for a new command.")


def parse_key(text: str) -> UUID:
    """The key of a command. Raises MalformedKey."""
    try:
        return UUID(text)
    except ValueError:
        raise MalformedKey from None


def fingerprint(method: str, path: str, body: bytes) -> str:
    """Tells one command from another."""
    return sha256(b"\n".join((method.encode(), path.encode(), body))).hexdigest()


async def claim(work: Work, *, key: UUID, mark: str) -> Answer | None:
    """Claim the key for this work. The stored answer if the command was carried out before.

    Raises KeyUsedOtherwise if it was another command.
    """
    row = {"actor": work.actor.key, "key": key, "fingerprint": mark}
    claimed = await work.execute(insert(Command).values(row).on_conflict_do_nothing().returning(Command.key))
    return None if claimed.scalar() else await _stored(work, key, mark)


async def _stored(work: Work, key: UUID, mark: str) -> Answer:
    query = select(Command.fingerprint, Command.answer).where(Command.actor == work.actor.key, Command.key == key)
    known, answer = (await work.execute(query)).one()
    if known != mark:
        raise KeyUsedOtherwise
    return msgspec.convert(answer, Answer)


async def keep(work: Work, *, key: UUID, answer: Answer) -> None:
    """Store the answer with the effect, in the same transaction."""
    values: dict[str, Any] = {"answer": msgspec.to_builtins(answer)}
    await work.execute(update(Command).where(Command.actor == work.actor.key, Command.key == key).values(values))
