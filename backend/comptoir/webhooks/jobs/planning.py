"""What of a stretch of the log there is to tell a webhook, in order."""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

import msgspec

from comptoir.kit.events import Event
from comptoir.stock.events import LevelsChanged, LevelsFed, SafetyChanged
from comptoir.webhooks.queries.courses import Course
from comptoir.webhooks.queries.levels import Level, crossed, crossed_by_rule, location_ids
from comptoir.webhooks.rules.types import is_about, names_of, type_of
from comptoir.wiring.lanes import Works
from comptoir.wiring.log import Logged, Position

MOST_CHANGES = 500
"""In one message; an event that changes more is told in several."""

MOST_LEVELS = 10_000
"""Named by the events that are looked at together."""

Levels = LevelsChanged | LevelsFed


class Happened(NamedTuple):
    """An event of the log that a webhook may be told of."""

    logged: Logged
    event: Event
    before: Position
    """The place right before it."""


class Telling(NamedTuple):
    """One message that is due: what happened, and of levels which. When it is told, all up to `reaches` is."""

    happened: Happened
    reaches: Position
    location_id: int = 0
    variant_ids: tuple[int, ...] = ()


def stretch(course: Course, events: Sequence[Logged]) -> tuple[list[Happened], Position]:
    """What a webhook may be told of the next events, and how far that goes: not too many levels at once."""
    found, names, before, levels = list[Happened](), names_of(course.types), course.position, 0
    for logged in events:
        event = _understood(logged) if logged.name in names else None
        levels += len(event.versions) if isinstance(event, Levels) else 0
        if levels > MOST_LEVELS and found:
            break
        if event and type_of(event) in course.types and is_about(event, course.locations):
            found.append(Happened(logged, event, before))
        before = logged.position
    return found, before


def _understood(logged: Logged) -> Event | None:
    """None where this version of the program does not know it; one that does comes after it or came before."""
    with suppress(LookupError, msgspec.ValidationError):
        return logged.event()
    return None


async def tellings(works: Works, course: Course, happened: Sequence[Happened]) -> AsyncIterator[Telling]:
    """The messages that are due, in order. Levels that passed into no other band bring none."""
    async with works() as work:
        waiting = await crossed(work, course, list(_levels(happened)))
    for each in happened:
        if isinstance(each.event, Levels):
            for telling in _of_levels(each, each.event, waiting):
                yield telling
        elif isinstance(each.event, SafetyChanged):
            async for telling in _of_rule(works, course, each, each.event):
                yield telling
        else:
            yield Telling(each, each.logged.position)


def _levels(happened: Iterable[Happened]) -> Iterator[Level]:
    for each in happened:
        if isinstance(each.event, Levels):
            yield from ((each.event.location_id, variant_id) for variant_id in each.event.versions)


def _of_levels(happened: Happened, event: Levels, waiting: set[Level]) -> Iterator[Telling]:
    """Each level is told with the first event that names it: what it says then is true by then."""
    changed = sorted({(event.location_id, variant_id) for variant_id in event.versions} & waiting)
    waiting -= set(changed)
    parts = _parts([variant_id for _, variant_id in changed])
    for part in parts:
        reaches = happened.logged.position if part is parts[-1] else happened.before
        yield Telling(happened, reaches, event.location_id, part)


async def _of_rule(works: Works, course: Course, happened: Happened, rule: SafetyChanged) -> AsyncIterator[Telling]:
    """A rule may be about every level of the chain: they are looked at location by location."""
    if rule.channel not in (None, course.channel):
        return
    async with works() as work:
        places = await location_ids(work, rule.location_id)
    for location_id in places:
        async with works() as work:
            changed = await crossed_by_rule(work, course, rule, location_id=location_id)
        for part in _parts(changed):
            yield Telling(happened, happened.before, location_id, part)


def _parts(variant_ids: Sequence[int]) -> list[tuple[int, ...]]:
    return [tuple(variant_ids[at : at + MOST_CHANGES]) for at in range(0, len(variant_ids), MOST_CHANGES)]
