"""A location's work as the system of a warehouse lists it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, Select, Text, cast, func, select
from sqlalchemy.orm import aliased

from comptoir.fulfilment.queries.changed import Page, after_page, since_position
from comptoir.fulfilment.rules import Method, State
from comptoir.fulfilment.tables import Preparation, PreparationLine
from comptoir.identity.tables import ApiKey, Staff
from comptoir.network.tables import Location
from comptoir.orders.tables import Order
from comptoir.wiring.work import Work


class WorkHolder(msgspec.Struct, frozen=True):
    """Who has it; `you` are the key that asks."""

    kind: Literal["person", "machine"]
    name: str
    you: bool


class PreparationHead(msgspec.Struct, frozen=True, kw_only=True):
    """One location's work for one order. `destination` is the location that it is sent to, if it is; `place` where it
    waits for its customer; `withdrawn_for` why it was taken back, if it was.
    """

    id: UUID
    location: str
    order_id: UUID
    order_number: str
    order_reference: str | None
    method: Method
    destination: str | None
    state: State
    version: int
    promise_at: datetime
    opened_at: datetime
    taken_at: datetime | None
    picked_at: datetime | None
    ready_at: datetime | None
    expires_at: datetime | None
    ended_at: datetime | None
    withdrawn_for: str | None
    place: str | None
    units: int
    picked: int
    refused: int
    holder: WorkHolder | None


class PreparationPage(msgspec.Struct, frozen=True):
    """A page of preparations, and where it ended."""

    preparations: list[PreparationHead]
    end: Page | None


HERE, TO = aliased(Location), aliased(Location)
SUMS = (
    select(
        *(
            cast(func.coalesce(func.sum(column), 0), BigInteger).label(name)
            for name, column in (
                ("units", PreparationLine.quantity),
                ("picked", PreparationLine.picked),
                ("refused", PreparationLine.refused),
            )
        )
    )
    .where(PreparationLine.preparation_id == Preparation.id)
    .lateral("sums")
)
HEAD = (
    *(Preparation.id, HERE.code.label("location"), Preparation.order_id, Order.number.label("order_number")),
    *(Order.reference.label("order_reference"), Preparation.method, TO.code.label("destination"), Preparation.state),
    *(Preparation.version, Preparation.promise_at, Preparation.opened_at, Preparation.taken_at, Preparation.picked_at),
    *(Preparation.ready_at, Preparation.expires_at, Preparation.ended_at, Preparation.withdrawn_for),
    *(Preparation.bin.label("place"), Preparation.machine_id, cast(Preparation.changed_xid, Text).label("xid")),
    *(Staff.name.label("person"), ApiKey.name.label("machine")),
)


async def preparations_at(
    work: Work,
    *,
    location_ids: Collection[int],
    states: Collection[State],
    since: int | None,
    after: Page | None,
    position: int,
    most: int,
) -> PreparationPage:
    """Work of these locations in these states, or in any, in the order in which it changed last."""
    changed = Preparation.changed_xid
    where = [Preparation.location_id.in_(list(location_ids)), *since_position(changed, since)]
    where += [Preparation.state.in_(list(states))] if states else []
    query = _heads().where(*where, *after_page(changed, Preparation.id, after)).order_by(changed, Preparation.id)
    rows = (await work.execute(query.limit(most))).mappings().all()
    last = rows[-1] if len(rows) == most else None
    return PreparationPage(
        [_head(work, dict(row)) for row in rows], Page(position, int(last["xid"]), last["id"]) if last else None
    )


async def preparation_head(work: Work, preparation_id: UUID) -> PreparationHead | None:
    """One piece of work; None where there is none."""
    row = (await work.execute(_heads().where(Preparation.id == preparation_id))).mappings().one_or_none()
    return _head(work, dict(row)) if row else None


def _heads() -> Select[*tuple[Any, ...]]:
    return (
        select(*HEAD, SUMS)
        .join(Order, Order.id == Preparation.order_id)
        .join(HERE, HERE.id == Preparation.location_id)
        .outerjoin(TO, TO.id == Preparation.destination_id)
        .outerjoin(Staff, Staff.id == Preparation.holder_id)
        .outerjoin(ApiKey, ApiKey.id == Preparation.machine_id)
        .join(SUMS, SUMS.c.units.is_not(None))
    )


def _head(work: Work, row: dict[str, Any]) -> PreparationHead:
    person, machine, machine_id = row.pop("person"), row.pop("machine"), row.pop("machine_id")
    del row["xid"]
    holder = WorkHolder("person", person, you=False) if person else None
    if machine_id is not None:
        holder = WorkHolder("machine", machine, you=machine_id == work.actor.machine_id)
    return PreparationHead(**row, holder=holder)
