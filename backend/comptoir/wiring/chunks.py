"""A chunk of the log: events that are reacted to in one transaction, in their order."""

from collections.abc import Sequence

from comptoir.kit.events import Event
from comptoir.wiring.away import is_away
from comptoir.wiring.failures import note_failure
from comptoir.wiring.log import Logged
from comptoir.wiring.reacting import Reacting, Reaction, is_together
from comptoir.wiring.sessions import Session


class Chunk:
    """Reacts to one event after the other.

    Reactions that take events together are called when the chunk ends, or before any other reaction is: whatever
    happens to one order or preparation is followed in its order.
    """

    def __init__(self, reader: str, reacting: Reacting, session: Session) -> None:
        self.recorded: list[Event] = []
        self._reader, self._reacting, self._session = reader, reacting, session
        self._waiting: dict[Reaction, list[Logged]] = {}

    async def react(self, logged: Logged) -> None:
        """Have happen what follows an event, at the latest with `finish`."""
        for reaction in self._reacting.to(logged):
            if is_together(reaction):
                self._waiting.setdefault(reaction, []).append(logged)
            else:
                await self.finish()
                await self._try(reaction, [logged])

    async def finish(self) -> None:
        """Have happen what waits for others like it."""
        waiting, self._waiting = self._waiting, {}
        for reaction, logged in waiting.items():
            await self._try(reaction, logged)

    async def _try(self, reaction: Reaction, logged: Sequence[Logged]) -> None:
        """React, or note that this failed; of several events, halves are tried until those are found that it is for."""
        try:
            self.recorded += await self._reacting.run(self._session, reaction, logged)
        except Exception as error:
            if is_away(error):
                raise
            if len(logged) == 1:
                await note_failure(self._session, reader=self._reader, logged=logged[0], reaction=reaction, error=error)
                return
            half = len(logged) // 2
            await self._try(reaction, logged[:half])
            await self._try(reaction, logged[half:])
