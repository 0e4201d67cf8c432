"""The life of a wave, as one table; the order of the walk; and which tote a unit goes to.

Several preparations are picked in one walk. What is wanted of a variant by all of them is one row; rows are walked by
department, then along the shelves. A unit goes to the tote of the order that is due first among those that want it, so
one line is filled after the other.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Literal, Protocol, TypeVar
from uuid import UUID

import msgspec

from comptoir.fulfilment.rules.lines import TooMany
from comptoir.kit.errors import N_, Invalid, Refused

State = Literal["open", "done", "dissolved"]
Move = Literal["pick", "offer", "take", "put_back", "finish", "dissolve"]
Standing = Literal["picking", "picked", "over", "elsewhere", "put_back", "gone"]
"""How a tote stands: being picked; all is in it; its order is ready or packed; somebody picks the order by itself, or
it is in the queue again; the order ended, and its goods are to be put back; or it ended, and there are none."""

WAVE_MOVES: dict[State, dict[Move, State]] = {
    "open": {
        "pick": "open",
        "offer": "open",
        "take": "open",
        "put_back": "open",
        "finish": "done",
        "dissolve": "dissolved",
    },
    "dissolved": {"put_back": "dissolved"},
}
"""state → move → next state. States that are not listed are the end."""

WAVE_WORDS: Mapping[str, str] = {
    "open": N_("Being picked"),
    "done": N_("Done"),
    "dissolved": N_("Dissolved"),
}

MOST_TOTES = 12
"""More orders than that fit on no trolley."""


class WaveMovedOn(Refused):
    slug = "wave-moved-on"
    title = N_("This wave is over: “%(state)s”. What is left of it is in the queue.")
    words: ClassVar[Mapping[str, Mapping[str, str]]] = {"state": WAVE_WORDS}


class WaveHeldByOther(Refused):
    slug = "wave-held-by-other"
    title = N_("%(holder)s has this wave. Take it over first if you want to go on with it.")


class WrongWave(Invalid):
    slug = "wrong-wave"
    title = N_("Choose from 1 to %(most)s orders for one walk.")


def next_wave_state(state: State, move: Move) -> State:
    """The state after a move. Raises WaveMovedOn where the table has no such move."""
    try:
        return WAVE_MOVES[state][move]
    except KeyError:
        raise WaveMovedOn(state=state) from None


def check_choice(orders: int) -> None:
    """Raises WrongWave where nobody could carry so many orders in one walk."""
    if not 1 <= orders <= MOST_TOTES:
        raise WrongWave(field="preparation", most=MOST_TOTES)


def standing(state: str, *, is_held: bool, picked: int, is_put_back: bool) -> Standing:
    """How a tote stands, by its preparation; `is_held` says whether the holder of the wave has that."""
    if state in ("cancelled", "expired", "refused", "withdrawn"):
        return "put_back" if picked and not is_put_back else "gone"
    if state in ("packed", "ready", "collected", "shipped", "sent"):
        return "over"
    if not is_held:
        return "elsewhere"
    return "picked" if state == "picked" else "picking"


def is_finished(totes: Iterable[Standing]) -> bool:
    """Whether nothing is left to do with any tote."""
    return not {"picking", "picked", "put_back"}.intersection(totes)


class Stop(Protocol):
    """Where somebody stops on the walk: what of a variant is wanted there."""

    @property
    def department(self) -> str: ...
    @property
    def shelf(self) -> str | None: ...
    @property
    def name(self) -> str: ...
    @property
    def sku(self) -> str: ...


AnyStop = TypeVar("AnyStop", bound=Stop)


def walk(stops: Iterable[AnyStop]) -> list[AnyStop]:
    """The order of the walk: by department, then along its shelves, those of unknown shelf last, then by name."""
    return sorted(stops, key=_place)


def _place(stop: Stop) -> tuple[str, bool, list[tuple[bool, int, str]], str, str]:
    return stop.department, stop.shelf is None, along(stop.shelf or ""), stop.name, stop.sku


def along(shelf: str) -> list[tuple[bool, int, str]]:
    """A key that puts shelf A2 before A10: digits count as numbers, which come before letters."""
    parts = re.findall(r"[0-9]+|[^0-9]+", shelf.upper())
    return [(False, int(part), "") if part.isdigit() else (True, 0, part) for part in parts]


class Wanted(msgspec.Struct, frozen=True):
    """A line that wants units of a variant: how many are left, for which tote, and when its order is due."""

    tote: int
    preparation_id: UUID
    line_id: UUID
    promise_at: datetime
    left: int


def choose(wanted: Iterable[Wanted]) -> Wanted | None:
    """The line that the next unit goes to: of the order that is due first. None where all are full."""
    return min((each for each in wanted if each.left), key=_urgency, default=None)


def share_refusal(wanted: Iterable[Wanted], quantity: int) -> Sequence[tuple[Wanted, int]]:
    """Who goes without where units are missing: the order that is due last goes first. Raises TooMany."""
    lines = sorted((each for each in wanted if each.left), key=_urgency, reverse=True)
    left = sum(line.left for line in lines)
    if not 1 <= quantity <= left:
        raise TooMany(field="quantity", left=left)
    shares: list[tuple[Wanted, int]] = []
    for line in lines:
        units = min(line.left, quantity - sum(each for _, each in shares))
        if units:
            shares.append((line, units))
    return shares


def _urgency(wanted: Wanted) -> tuple[datetime, int]:
    return wanted.promise_at, wanted.tote
