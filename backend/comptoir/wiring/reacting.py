"""Running a reaction: one function, one event or several together, in a savepoint of somebody's transaction."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from comptoir.kit.clock import Clock
from comptoir.kit.events import Event
from comptoir.wiring.actors import SYSTEM
from comptoir.wiring.log import Logged
from comptoir.wiring.metrics import REACTIONS
from comptoir.wiring.sessions import Session
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

Reaction = Callable[[Work, Any], Awaitable[None]]
"""What follows an event of the class that it is registered for. It may find that all is done already.

One that is `together` is given a sequence of events: those that came since another reaction was last called.
"""

Reactions = Mapping[type[Event], tuple[Reaction, ...]]

AnyReaction = TypeVar("AnyReaction", bound=Reaction)

_alone: set[Reaction] = set()
_together: set[Reaction] = set()


def alone(reaction: AnyReaction) -> AnyReaction:
    """Decorates a reaction that locks what people wait for, like an order: its transaction holds nothing else."""
    _alone.add(reaction)
    return reaction


def together(reaction: AnyReaction) -> AnyReaction:
    """Decorates a reaction to what comes in great numbers: statements for many events cost little more than for one."""
    _together.add(reaction)
    return reaction


def is_together(reaction: Reaction) -> bool:
    """Whether a reaction takes several events at once."""
    return reaction in _together


class Reacting:
    """What every reaction needs."""

    def __init__(self, reactions: Reactions, *, settings: Settings, clock: Clock) -> None:
        self._reactions, self._settings, self._clock = reactions, settings, clock

    def to(self, logged: Logged) -> tuple[Reaction, ...]:
        """The reactions to an event."""
        return self._reactions.get(logged.type, ()) if logged.type else ()

    def is_alone(self, logged: Logged) -> bool:
        """Whether an event is to have a transaction of its own."""
        return not _alone.isdisjoint(self.to(logged))

    def named(self, logged: Logged, name: str) -> Reaction | None:
        """One of the reactions to an event; None where this version of the program has it no more."""
        return next((reaction for reaction in self.to(logged) if name_of(reaction) == name), None)

    async def run(self, session: Session, reaction: Reaction, logged: Sequence[Logged]) -> list[Event]:
        """React, in a savepoint; gives the events that this recorded. What the reaction raises undoes it alone.

        Several events are for a reaction that takes them together.
        """
        work = Work(session, actor=SYSTEM, clock=self._clock, settings=self._settings)
        try:
            async with (await session.connection()).begin_nested():
                events = [each.event() for each in logged]
                await reaction(work, events if is_together(reaction) else events[0])
                await work.flush()
        except Exception:
            REACTIONS.labels("failed").inc()
            raise
        REACTIONS.labels("done").inc(len(logged))
        return work.recorded


def name_of(reaction: Reaction) -> str:
    """A reaction's name in the table of failures, like `comptoir.notices.actions.tell_ready`."""
    return f"{reaction.__module__}.{reaction.__qualname__}"
