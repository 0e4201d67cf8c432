"""What of a location's work is late, or will be."""

from typing import Any

import msgspec
from sqlalchemy import BigInteger, Select, bindparam, func, select

from comptoir.fulfilment.tables import Preparation
from comptoir.identity.tables import ApiKey, Staff
from comptoir.network.queries import location
from comptoir.network.rules import opening_spans
from comptoir.network.tables import Location
from comptoir.orders.tables import Order
from comptoir.routing.queries.paces import SECONDS_EACH, paces
from comptoir.routing.queries.risks import DAYS
from comptoir.routing.rules.risks import Place
from comptoir.routing.rules.urgent import Urgency, urgency
from comptoir.routing.rules.urgent import Work as QueuedWork
from comptoir.wiring.work import Work

NOT_READY = ("open", "picking", "picked", "packed")


async def urgency_at(work: Work, location_id: int) -> Urgency:
    """A location's, at its hours and its pace. Raises NotFound."""
    place = await location(work, location_id)
    spans = list(opening_spans(place.hours, place.timezone, work.now, days=DAYS))
    seconds = (await paces(work)).get(location_id, SECONDS_EACH)
    rows = (await work.execute(_QUEUE, {"location_id": location_id})).mappings()
    return urgency((msgspec.convert(dict(row), QueuedWork) for row in rows), Place(spans, seconds), work.now)


_HERE = bindparam("location_id", type_=BigInteger)
_DESTINATION = select(Location.name).where(Location.id == Preparation.destination_id).scalar_subquery()
_OWN = ("id", "version", "method", "state", "holder_id", "opened_at", "promise_at")
_QUEUE: Select[*tuple[Any, ...]] = (
    select(
        *(getattr(Preparation, name) for name in _OWN),
        Order.number,
        func.coalesce(Staff.name, ApiKey.name).label("holder"),
    )
    .add_columns(_DESTINATION.label("destination"))
    .join(Order, Order.id == Preparation.order_id)
    .outerjoin(Staff, Staff.id == Preparation.holder_id)
    .outerjoin(ApiKey, ApiKey.id == Preparation.machine_id)
    .where(Preparation.location_id == _HERE, Preparation.state.in_(NOT_READY))
    .order_by(Preparation.promise_at, Preparation.id)
)
