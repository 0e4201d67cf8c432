"""Idempotent commands: the same key gives the same answer, and one effect.

The answer is stored with the effect, in one transaction, under the actor and the key. A repeated command, later or at
the same time, can't store its own: its effect is rolled back, and it gives the answer of the first. The same where it
is refused because of what the first did, like taking the last unit: after a refusal the key is looked up.
"""

import re
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, delete, select, tuple_
from sqlalchemy.exc import IntegrityError

from comptoir.kit.errors import N_, Invalid, Refused
from comptoir.wiring.sessions import Session
from comptoir.wiring.tables import Command
from comptoir.wiring.work import Work


class Answer(msgspec.Struct, frozen=True):
    """An HTTP answer as it is stored: headers without those of the connection."""

    status: int
    headers: list[tuple[str, str]]
    body: str


USUAL_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""As RFC 9562 writes it; Python would take braces and more too."""

KEPT = timedelta(days=30)

STORED = select(Command.fingerprint, Command.answer).where(
    Command.actor == bindparam("actor"), Command.key == bindparam("key")
)


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
    if not USUAL_UUID.fullmatch(text):
        raise MalformedKey
    return UUID(text)


def fingerprint(method: str, path: str, body: bytes) -> str:
    """Tells one command from another."""
    return sha256(b"\n".join((method.encode(), path.encode(), body))).hexdigest()


async def find(session: Session, *, owner: str, key: UUID, mark: str) -> Answer | None:
    """The answer that this command of this owner had; None when it was not carried out yet.

    Raises KeyUsedOtherwise if the key was used for another command.
    """
    row = (await (await session.connection()).execute(STORED, {"actor": owner, "key": key})).one_or_none()
    if row and row.fingerprint != mark:
        raise KeyUsedOtherwise
    return msgspec.convert(row.answer, Answer) if row else None


def keep(work: Work, *, key: UUID, mark: str, answer: Answer) -> None:
    """Store the answer with the effect, in the same transaction; the commit says where another was quicker."""
    work.add(Command, actor=work.actor.key, key=key, fingerprint=mark, at=work.now, answer=answer)


async def forget_old(work: Work, *, most: int = 1000) -> int:
    """A timer: keys live 30 days. How many were forgotten."""
    old = select(Command.actor, Command.key).where(Command.at < work.now - KEPT).order_by(Command.at).limit(most)
    gone = delete(Command).where(tuple_(Command.actor, Command.key).in_(old)).returning(Command.key)
    return len((await work.execute(gone)).all())


def is_repeated(error: IntegrityError) -> bool:
    """Whether a commit failed since the same command was carried out at the same time."""
    return "pk_commands" in str(error.orig)
