"""Send one message: written from what is so now, handed over outside any transaction, and its outcome noted.

A worker that dies between the two sends it again; the Message-ID stays the same, so mail programs show it once.
"""

from uuid import UUID

from comptoir.notices import actions
from comptoir.notices.jobs.letters import write_letter
from comptoir.notices.ports import Letter, Undeliverable, Undelivered, mailer
from comptoir.notices.queries import QueuedNotice, queued_notice
from comptoir.wiring.jobs import outside
from comptoir.wiring.work import Work


async def send_notice(work: Work, payload: bytes) -> None:
    """A job; the payload is the notice's id. What was sent, given up or overtaken meanwhile is left alone."""
    notice = await queued_notice(work, UUID(bytes=payload))
    if notice is None:
        return
    letter = await write_letter(work, notice)
    if letter is None:
        await actions.mark_overtaken(work, notice)
    else:
        await _send(work, notice, letter)


async def _send(work: Work, notice: QueuedNotice, letter: Letter) -> None:
    try:
        async with outside(work):
            await mailer(work.settings).send(letter)
    except Undeliverable as error:
        await actions.mark_failed(work, notice, error=str(error))
    except Undelivered as error:
        await actions.try_again(work, notice, error=str(error))
    else:
        await actions.mark_sent(work, notice)
