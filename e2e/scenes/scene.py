"""What a scene is, and the list of all."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from e2e.stage import Stage
from e2e.tablet import Tablet

Who = Literal["stranger", "tablet", "lea", "zoe", "nadia", "iris"]
"""Whose browser: nobody's, the store's where nobody is signed in, a preparer's, an associate's that locks, a manager's,
headquarters'."""

Show = Callable[[Stage, Tablet], Awaitable[None]]


@dataclass(frozen=True)
class Scene:
    """Something to look at."""

    who: Who
    show: Show


SCENES: dict[str, Scene] = {}


def seen_by(who: Who) -> Callable[[Show], Show]:
    """Add a scene under its function's name."""

    def add(show: Show) -> Show:
        SCENES[show.__name__] = Scene(who, show)
        return show

    return add
