"""Who does what at a location, right now."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import and_, func, select

from comptoir.fulfilment.queries.entries import A_MACHINE
from comptoir.fulfilment.queries.waves import Colleague, WaveHead, colleagues, open_waves
from comptoir.fulfilment.tables import Preparation, Tote, Wave
from comptoir.identity.tables import ApiKey, Staff
from comptoir.orders.tables import Order
from comptoir.wiring.work import Work

HALF_A_DAY = timedelta(hours=12)


class Held(msgspec.Struct, frozen=True):
    """A preparation that somebody has, or a machine (A_MACHINE), since when, and the wave in which they pick it.

    It is a row of a long list, made of this alone (`wiring.thin`).
    """

    id: UUID
    location_id: int
    number: str
    version: int
    state: str
    promise_at: datetime
    since: datetime
    holder_id: int
    holder: str
    wave_id: UUID | None
    is_long: bool = False
    """They have it so long that the time alone does not say since when."""


class Person(msgspec.Struct, frozen=True):
    """Somebody and what they have in hand: waves, and preparations one by one, the longest held first."""

    id: int
    name: str
    waves: list[WaveHead]
    preparations: list[Held]

    @property
    def since(self) -> datetime:
        return min([each.opened_at for each in self.waves] + [each.since for each in self.preparations])


class People(msgspec.Struct, frozen=True):
    """Who has something in hand, who has had it longest first; who has nothing; and whom work can be given to."""

    busy: list[Person]
    free: list[Colleague]
    everybody: list[Colleague]


async def people_at(work: Work, location_id: int) -> People:
    """Those of a location."""
    rows = await work.execute(_HELD.where(Preparation.location_id == location_id))
    held = [_held(Held(*row), work.now) for row in rows]
    waves = await open_waves(work, location_id=location_id)
    everybody = await colleagues(work, location_id=location_id)
    busy = sorted(_busy(held, waves), key=lambda person: (person.since, person.id))
    ids = {person.id for person in busy}
    return People(busy, [each for each in everybody if each.id not in ids], everybody)


def _held(each: Held, now: datetime) -> Held:
    return msgspec.structs.replace(each, is_long=now - each.since >= HALF_A_DAY)


def _busy(held: list[Held], waves: list[WaveHead]) -> Iterable[Person]:
    holders = [(wave.holder_id, wave.holder) for wave in waves] + [(each.holder_id, each.holder) for each in held]
    for staff_id, name in dict.fromkeys(holders):
        alone = [each for each in held if (each.holder_id, each.holder) == (staff_id, name) and each.wave_id is None]
        yield Person(staff_id, name, [wave for wave in waves if wave.holder_id == staff_id], alone)


_HOLDER = (func.coalesce(Preparation.holder_id, A_MACHINE), func.coalesce(Staff.name, ApiKey.name))
_OWN = (Preparation.state, Preparation.promise_at, Preparation.taken_at)
_COLUMNS: tuple[Any, ...] = (
    Preparation.id,
    Preparation.location_id,
    Order.number,
    Preparation.version,
    *_OWN,
    *_HOLDER,
    Wave.id,
)
_IN_HAND = ("picking", "picked", "packed")
_HELD = (
    select(*_COLUMNS)
    .join(Order, Order.id == Preparation.order_id)
    .outerjoin(Staff, Staff.id == Preparation.holder_id)
    .outerjoin(ApiKey, ApiKey.id == Preparation.machine_id)
    .outerjoin(Tote, and_(Tote.preparation_id == Preparation.id, Tote.freed_at.is_(None)))
    .outerjoin(Wave, and_(Wave.id == Tote.wave_id, Wave.holder_id == Preparation.holder_id, Wave.state == "open"))
    .where(Preparation.state.in_(_IN_HAND), Preparation.taken_at.is_not(None), _HOLDER[1].is_not(None))
    .order_by(Preparation.taken_at, Preparation.id)
)
