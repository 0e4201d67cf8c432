"""Send a test, whatever a webhook is told otherwise."""

from uuid import UUID

from comptoir.webhooks.actions import note_test
from comptoir.webhooks.jobs.messages import ping
from comptoir.webhooks.jobs.sending import Failed, send
from comptoir.webhooks.ports import Post
from comptoir.webhooks.queries.courses import Course, course_of
from comptoir.webhooks.rules.retries import Trouble
from comptoir.wiring.jobs import outside
from comptoir.wiring.work import Work


async def send_test(work: Work, payload: bytes) -> None:
    """A job; the payload is the ids of webhook and test. It is tried once: who asked wants to see how it goes."""
    webhook_id, test_id = UUID(bytes=payload[:16]), UUID(bytes=payload[16:])
    course = await course_of(work, webhook_id, also_idle=True)
    if course is not None:
        async with outside(work):
            trouble = await _trouble(work, course, test_id)
        await note_test(work, webhook_id, trouble)


async def _trouble(work: Work, course: Course, test_id: UUID) -> Trouble | None:
    """What went wrong, if anything."""
    async with Post.opened(may_be_private=work.settings.webhooks_to_private_addresses) as post:
        try:
            await send(work.settings, post, course, ping(test_id, at=work.now), at=work.now)
        except Failed as failed:
            return failed.trouble
    return None
