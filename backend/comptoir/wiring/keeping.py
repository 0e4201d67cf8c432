"""Keeping a part alive: what fails is logged, given time, and begun again."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

import structlog

from comptoir.wiring.away import is_away

FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0
HEALTHY_S = 10.0

log = structlog.get_logger()


async def keep_alive(part: str, run: Callable[[], Awaitable[None]]) -> None:
    """Run something that should never fail, again after each failure, until it returns or is cancelled.

    The pause between doubles from 0.1 s to 5 s, and is short again after ten healthy seconds.
    """
    pause = FIRST_PAUSE_S
    while True:
        started = monotonic()
        try:
            return await run()
        except Exception as error:
            tell(part, error)
        if monotonic() - started > HEALTHY_S:
            pause = FIRST_PAUSE_S
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_S)


def tell(part: str, error: BaseException) -> None:
    """Log what a part failed of: an outage in a word, anything else whole."""
    if is_away(error):
        log.warning("database_away", part=part, error=type(error).__name__)
    else:
        log.error("part_failed", part=part, exc_info=error)
