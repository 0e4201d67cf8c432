"""Waves locked for a change, and how their totes stand.

A wave is locked before the orders and preparations in it, and several of those by their ids, everywhere. Nothing that
holds an order waits for a wave.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select, true
from sqlalchemy.orm import aliased

from comptoir.fulfilment.queries.locked import Locked, LockedLine
from comptoir.fulfilment.rules import Line, total
from comptoir.fulfilment.rules.waves import Standing, State, standing
from comptoir.fulfilment.tables import Preparation, PreparationLine, Tote, Wave
from comptoir.identity.tables import Staff
from comptoir.kit.events import Event
from comptoir.wiring.work import Work


class LockedWave(msgspec.Struct):
    """A wave whose row is locked for this work."""

    id: UUID
    location_id: int
    state: State
    version: int
    holder_id: int
    offered_to_id: int | None

    def event(self, kind: Callable[..., Event], **more: Any) -> Event:
        """An event about this wave as it is now."""
        return kind(wave_id=self.id, location_id=self.location_id, version=self.version, **more)

    def holds(self, locked: Locked) -> bool:
        """Whether a preparation is still picked as a part of it."""
        return locked.state == "picking" and locked.holder_id == self.holder_id


class ToteOf(msgspec.Struct, frozen=True):
    """A preparation in a wave, as it stands without a lock on it."""

    number: int
    preparation_id: UUID
    promise_at: datetime
    standing: Standing


async def others_in_walk(work: Work, locked: Locked, line: LockedLine) -> Line:
    """How far the other lines of the same variant are together that are picked in the same wave; none without one.

    They are read without a lock: who picks them is who asks.
    """
    query = (
        select(PreparationLine.quantity, PreparationLine.picked, PreparationLine.refused)
        .join(Preparation, Preparation.id == PreparationLine.preparation_id)
        .join(_THEIRS, _THEIRS.preparation_id == Preparation.id)
        .join(_OURS, _OURS.wave_id == _THEIRS.wave_id)
        .join(Wave, (Wave.id == _OURS.wave_id) & (Wave.state == "open") & (Wave.holder_id == Preparation.holder_id))
        .where(_OURS.preparation_id == locked.id, _OURS.freed_at.is_(None), _THEIRS.freed_at.is_(None))
        .where(PreparationLine.variant_id == line.variant_id, PreparationLine.id != line.id)
        .where(Preparation.state == "picking", Wave.holder_id == locked.holder_id)
    )
    return total(Line(*row) for row in await work.execute(query))


_OURS, _THEIRS = aliased(Tote), aliased(Tote)


async def wave_to_lock(work: Work, wave_id: UUID) -> LockedWave | None:
    """A wave, locked; None where there is none."""
    columns = Wave.id, Wave.location_id, Wave.state, Wave.version, Wave.holder_id, Wave.offered_to_id
    row = (await work.execute(select(*columns).where(Wave.id == wave_id).with_for_update())).one_or_none()
    return LockedWave(*row) if row else None


async def totes_in(work: Work, wave: LockedWave, *, freed: bool = False) -> list[ToteOf]:
    """The totes that the wave still has to do with, by number; with those that it had, if they are asked for too."""
    picked = (
        select(PreparationLine.id)
        .where(PreparationLine.preparation_id == Preparation.id, PreparationLine.picked > 0)
        .exists()
    )
    query = (
        select(Tote.number, Preparation.id, Preparation.promise_at, Preparation.state, Preparation.holder_id)
        .add_columns(Tote.put_back_at, picked)
        .join(Preparation, Preparation.id == Tote.preparation_id)
        .where(Tote.wave_id == wave.id, true() if freed else Tote.freed_at.is_(None))
        .order_by(Tote.number)
    )
    return [_tote(wave, *row) for row in await work.execute(query)]


def _tote(
    wave: LockedWave,
    number: int,
    preparation_id: UUID,
    promise_at: datetime,
    state: str,
    holder_id: int | None,
    put_back_at: datetime | None,
    picked: bool,
) -> ToteOf:
    is_held = holder_id == wave.holder_id
    stands = standing(state, is_held=is_held, picked=int(picked), is_put_back=put_back_at is not None)
    return ToteOf(number, preparation_id, promise_at, stands)


async def preparations_wanting(work: Work, wave: LockedWave, variant_id: int) -> list[UUID]:
    """The preparations in a wave that have a line of the variant."""
    query = (
        select(Tote.preparation_id)
        .join(PreparationLine, PreparationLine.preparation_id == Tote.preparation_id)
        .where(Tote.wave_id == wave.id, Tote.freed_at.is_(None), PreparationLine.variant_id == variant_id)
    )
    return list((await work.execute(query.distinct())).scalars())


async def wave_of(work: Work, preparation_id: UUID) -> UUID | None:
    """The wave that a preparation is in."""
    query = select(Tote.wave_id).where(Tote.preparation_id == preparation_id, Tote.freed_at.is_(None))
    return (await work.execute(query)).scalar()


async def orders_of(work: Work, preparation_ids: list[UUID]) -> dict[UUID, UUID]:
    """The orders of preparations, by the preparations' ids."""
    query = select(Preparation.id, Preparation.order_id).where(Preparation.id.in_(preparation_ids))
    return {row[0]: row[1] for row in await work.execute(query)}


async def next_open(work: Work, *, location_id: int, most: int) -> list[UUID]:
    """The preparations that nobody has and that are due first."""
    query = select(Preparation.id).where(Preparation.location_id == location_id, Preparation.state == "open")
    return list((await work.execute(query.order_by(Preparation.promise_at, Preparation.id).limit(most))).scalars())


async def name_of(work: Work, staff_id: int) -> str:
    """What somebody is called."""
    return (await work.execute(select(Staff.name).where(Staff.id == staff_id))).scalar() or ""
