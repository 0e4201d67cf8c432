"""Deliver to one webhook: read the log from its position, send what there is to tell, and note how far that came.

Messages go one after the other, at least once: a worker that dies between the receiver's answer and the note of it
sends the same again, under the same id. No transaction is open while a message is on its way.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

import msgspec
import structlog

from comptoir.webhooks.actions import note_failure, note_passed, note_told
from comptoir.webhooks.jobs.messages import Message, write_message
from comptoir.webhooks.jobs.planning import Telling, stretch, tellings
from comptoir.webhooks.jobs.sending import Failed, send
from comptoir.webhooks.ports import Post
from comptoir.webhooks.queries.courses import Course, active_webhooks, course_of
from comptoir.webhooks.rules.retries import Trouble
from comptoir.wiring.away import is_away
from comptoir.wiring.lanes import AT_ONCE, Lane, Rest, Step, Works
from comptoir.wiring.log import Logged, read_after
from comptoir.wiring.settings import Settings

READ_AT_ONCE = 100
LOOK_EVERY_S = 1.0

log = structlog.get_logger()


class Delivery:
    """One webhook's lane."""

    def __init__(self, works: Works, post: Post, settings: Settings, webhook_id: UUID) -> None:
        self._works, self._post, self._settings, self._id = works, post, settings, webhook_id

    async def step(self) -> Rest | None:
        """Tell what the next stretch of the log holds, or wait for more; None where the webhook is told no more."""
        async with self._works() as work:
            course = await course_of(work, self._id)
            if course is None:
                return None
            if course.next_try_at and course.next_try_at > work.now:
                pause = (course.next_try_at - work.now).total_seconds()
                return Rest(min(pause, LOOK_EVERY_S), wakes=False)
            events = (await read_after(work.session, course.position, limit=READ_AT_ONCE)).events
        return await self._tell_all(course, events) if events else Rest(LOOK_EVERY_S)

    async def _tell_all(self, course: Course, events: Sequence[Logged]) -> Rest:
        happened, end = stretch(course, events)
        async for telling in tellings(self._works, course, happened):
            told = await self._tell(course, telling)
            if told is None:
                return AT_ONCE
            course = told
        if course.position != end:
            async with self._works() as work:
                await note_passed(work, course, to=end)
        is_all = end == events[-1].position and len(events) < READ_AT_ONCE
        return Rest(LOOK_EVERY_S) if is_all else AT_ONCE

    async def _tell(self, course: Course, telling: Telling) -> Course | None:
        """Tell one thing. The webhook as it is then; None where that failed, or it was changed meanwhile."""
        try:
            message, at = await self._written(course, telling)
            if message is None:
                return course
            await send(self._settings, self._post, course, message, at=at)
        except Failed as failed:
            async with self._works() as work:
                await note_failure(work, course, failed.trouble, asked=failed.asked)
            return None
        async with self._works() as work:
            is_same = await note_told(work, course, to=telling.reaches, levels=message.levels)
        return msgspec.structs.replace(course, position=telling.reaches) if is_same else None

    async def _written(self, course: Course, telling: Telling) -> tuple[Message | None, datetime]:
        try:
            async with self._works() as work:
                return await write_message(work, course, telling), work.now
        except Exception as error:
            if is_away(error):
                raise
            log.error("webhook_unwritable", event_id=telling.happened.logged.position.event_id, exc_info=error)
            raise Failed(Trouble("unwritable")) from error


@asynccontextmanager
async def opened(works: Works, settings: Settings, webhook_id: UUID) -> AsyncGenerator[Step]:
    """A webhook's lane, with connections of its own."""
    async with Post.opened(may_be_private=settings.webhooks_to_private_addresses) as post:
        yield Delivery(works, post, settings, webhook_id).step


DELIVERY = Lane("webhook", active_webhooks, opened)
"""A lane for each webhook that is being told."""
