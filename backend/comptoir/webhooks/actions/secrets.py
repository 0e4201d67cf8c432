"""The secrets that messages are signed with. None is in the database: each is made of its id and COMPTOIR_SECRET."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from comptoir.kit.errors import N_, Refused
from comptoir.webhooks.queries.courses import Course
from comptoir.wiring.marks import mark
from comptoir.wiring.settings import Settings

SALT = "comptoir.webhook"


class SecretLost(Refused):
    slug = "secret-lost"
    title = N_("COMPTOIR_SECRET has changed, and with it the secret of this webhook.")


def secret_of(settings: Settings, webhook_id: UUID, secret_id: UUID) -> bytes:
    """A secret of a webhook."""
    return mark(settings, SALT, webhook_id.bytes + secret_id.bytes)


def mark_of(secret: bytes) -> str:
    """Shows that a secret is the same, and nothing of it."""
    return sha256(secret).hexdigest()


def signing_secrets(settings: Settings, course: Course, *, now: datetime) -> list[bytes]:
    """The secret that signs, and those that still sign along. Raises SecretLost."""
    current = secret_of(settings, course.id, course.secret_id)
    if mark_of(current) != course.secret_mark:
        raise SecretLost
    return [current, *_old(settings, course, now)]


def _old(settings: Settings, course: Course, now: datetime) -> Iterator[bytes]:
    return (secret_of(settings, course.id, old.id) for old in course.old_secrets if old.until > now)
