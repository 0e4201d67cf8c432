"""An order to practise on: the same life as a real preparation, by the same table, and nothing behind it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Self

import msgspec

from comptoir.fulfilment.rules.lines import Line, check_pick, check_refusal, outcome
from comptoir.fulfilment.rules.preparations import Move, State, WrongState, check_bin, next_state
from comptoir.kit.errors import N_, Refused

UNITS = (2, 1, 1)
"""How many of each of its goods are wanted: several of one, and one last that may be missing."""

FEWEST = 2
"""So many different goods it needs at least."""

Step = Literal["take", "pick", "refuse", "ready", "hand_over", "done", "nothing_left"]


class NothingToPractiseOn(Refused):
    slug = "nothing-to-practise-on"
    title = N_("The store has too few goods yet to practise on. Come back when its stock is known.")


class Practice(msgspec.Struct, frozen=True, kw_only=True):
    """How far somebody is with an order to practise on; `lines` are of the variants in `goods`, in their order."""

    goods: tuple[int, ...]
    lines: tuple[Line, ...]
    began_at: datetime
    state: State = "open"
    acts: int = 0
    bin: str = ""
    ended_at: datetime | None = None

    def moved(self, move: Move, **changes: object) -> Self:
        """After a move, as the table of all preparations has it. Raises WrongState."""
        state = next_state(self.state, move, method="collect")
        return msgspec.structs.replace(self, state=state, acts=self.acts + 1, **changes)


def begun(goods: tuple[int, ...], *, now: datetime) -> Practice:
    """One that nobody has taken yet. Raises NothingToPractiseOn where there are too few goods."""
    if len(goods) < FEWEST:
        raise NothingToPractiseOn
    lines = tuple(Line(quantity, 0, 0) for _, quantity in zip(goods, UNITS, strict=False))
    return Practice(goods=goods, lines=lines, began_at=now)


def pick_one(practice: Practice, at: int) -> Practice:
    """With one unit more of a line in hand. Raises WrongState, NothingLeft."""
    moved = practice.moved("pick")
    check_pick(practice.lines[at])
    return _concluded(_with(moved, at, picked=practice.lines[at].picked + 1))


def unpick_one(practice: Practice, at: int) -> Practice:
    """With one unit of a line put back. Raises WrongState."""
    line = practice.lines[at]
    if not line.picked:
        raise WrongState(state=practice.state)
    return _with(practice.moved("unpick"), at, picked=line.picked - 1)


def refuse_units(practice: Practice, at: int, *, quantity: int, found: int | None) -> Practice:
    """With units of a line refused. Raises WrongState, TooMany, FoundTooMany."""
    line, moved = practice.lines[at], practice.moved("refuse")
    check_refusal(line, quantity=quantity, found=found)
    return _concluded(_with(moved, at, refused=line.refused + quantity))


def shelve(practice: Practice, place: str) -> Practice:
    """Ready, on a shelf. Raises WrongState, BinMissing."""
    return practice.moved("ready", bin=check_bin(place))


def hand_over(practice: Practice, *, now: datetime) -> Practice:
    """With its customer, who does not exist. Raises WrongState."""
    return practice.moved("collect", ended_at=now)


def step_of(practice: Practice) -> Step:
    """What to say to who practises: the last unit of all is the one to try a refusal on."""
    steps: Mapping[State, Step] = {"open": "take", "picked": "ready", "ready": "hand_over", "collected": "done"}
    if practice.state != "picking":
        return steps.get(practice.state, "nothing_left")
    is_last = sum(line.left for line in practice.lines) == practice.lines[-1].left == 1
    return "refuse" if is_last and not any(line.refused for line in practice.lines) else "pick"


def _with(practice: Practice, at: int, **counts: int) -> Practice:
    line = msgspec.structs.replace(practice.lines[at], **counts)
    lines = (*practice.lines[:at], line, *practice.lines[at + 1 :])
    return msgspec.structs.replace(practice, lines=lines)


def _concluded(practice: Practice) -> Practice:
    """What follows by itself when nothing is left to pick."""
    move = outcome(practice.lines)
    return practice.moved(move) if move else practice
