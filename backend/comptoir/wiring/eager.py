"""Running a coroutine at once, up to where it first has to wait.

A push goes to hundreds of sockets and nearly none of them has to wait, so a task for each would be most of the cost
(see bench/README.md). Python 3.12 has this as eager tasks; we support 3.11.
"""

import asyncio
from collections.abc import Coroutine, Generator
from typing import Any


def start(coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None] | None:
    """Run a coroutine now; one that has to wait goes on as a task, which is returned.

    What it raises before it waits is raised here. It must not ask for the current task before it waits, as
    asyncio.timeout does.
    """
    try:
        awaited = coroutine.send(None)
    except StopIteration:
        return None
    return asyncio.create_task(_go_on(_Rest(coroutine, awaited)))


async def _go_on(rest: "_Rest") -> None:
    await rest


class _Rest:
    """What is left of a coroutine that waits for `awaited`."""

    def __init__(self, coroutine: Coroutine[Any, Any, None], awaited: Any) -> None:
        self._coroutine, self._awaited = coroutine, awaited

    def __await__(self) -> Generator[Any, Any, None]:
        try:
            while True:
                try:
                    answer = yield self._awaited
                except BaseException as error:  # a cancellation goes to where the coroutine waits
                    self._awaited = self._coroutine.throw(error)
                else:
                    self._awaited = self._coroutine.send(answer)
        except StopIteration:
            return
