"""Send one message, signed."""

from datetime import datetime, timedelta

from comptoir.webhooks.actions.secrets import SecretLost, signing_secrets
from comptoir.webhooks.jobs.messages import Message
from comptoir.webhooks.ports import Post, Undelivered
from comptoir.webhooks.queries.courses import Course
from comptoir.webhooks.rules.retries import Trouble
from comptoir.webhooks.rules.signing import signed
from comptoir.wiring.metrics import WEBHOOKS
from comptoir.wiring.settings import Settings


class Failed(Exception):
    """A message did not arrive; the receiver may have asked for a pause."""

    def __init__(self, trouble: Trouble, *, asked: timedelta | None = None) -> None:
        super().__init__(trouble.what)
        self.trouble, self.asked = trouble, asked


async def send(settings: Settings, post: Post, course: Course, message: Message, *, at: datetime) -> None:
    """Returns when the receiver took the message. Raises Failed."""
    try:
        secrets = signing_secrets(settings, course, now=at)
        await post.send(course.url, message.body, signed(message.id, message.body, secrets=secrets, at=at))
    except SecretLost as error:
        raise Failed(Trouble("secret_changed")) from error
    except Undelivered as error:
        WEBHOOKS.labels("failed").inc()
        raise Failed(Trouble(error.why, error.status), asked=error.asked) from error
    WEBHOOKS.labels("told").inc()
