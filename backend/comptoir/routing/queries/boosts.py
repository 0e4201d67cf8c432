"""Help for stores: what plans may count on, and what came of it."""

import time
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, case, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from comptoir.kit.errors import NotFound
from comptoir.network.tables import Location
from comptoir.orders.tables import Order
from comptoir.routing.rules.boosting import BoostState, boost_state
from comptoir.routing.rules.snapshot import Boost
from comptoir.routing.tables import BoostSlice, BoostUse, RoutingBoost
from comptoir.wiring.work import Work

_known: dict[str, tuple[float, tuple[Boost, ...]]] = {}


class SliceView(msgspec.Struct, frozen=True):
    """A store's part of a boost."""

    location_id: int
    name: str
    spent: int
    orders: int
    units: int


class BoostView(msgspec.Struct, frozen=True, kw_only=True):
    """A boost with what came of it; amounts in minor units."""

    id: UUID
    name: str
    amount: int
    budget: int
    drawn: int
    starts_at: datetime
    ends_at: datetime
    stopped_at: datetime | None
    stores: list[SliceView]
    state: BoostState

    @property
    def spent(self) -> int:
        return sum(each.spent for each in self.stores)

    @property
    def orders(self) -> int:
        return sum(each.orders for each in self.stores)

    @property
    def units(self) -> int:
        return sum(each.units for each in self.stores)

    @property
    def last_minute(self) -> datetime:
        """The last one with help: for people, who call midnight the next day."""
        return self.ends_at - timedelta(minutes=1)

    @property
    def is_open(self) -> bool:
        return self.state in ("planned", "running")


class UseView(msgspec.Struct, frozen=True):
    """A line of the ledger: what the store still serves of it, or was to serve before all of it was given back."""

    at: datetime
    order_id: UUID
    number: str
    location: str
    units: int
    amount: int
    is_given_back: bool


async def running_boosts(work: Work) -> tuple[Boost, ...]:
    """What stores may be helped with at this moment; known to the second, since it is taken under a lock."""
    known, at = _known.get("boosts"), time.monotonic()
    if known is None or at - known[0] >= work.settings.routing_fresh_s:
        rows = await work.execute(_RUNNING, {"now": work.now})
        known = _known["boosts"] = at, tuple(Boost(*row) for row in rows)
    return known[1]


def forget_boosts() -> None:
    """For tests."""
    _known.clear()


async def boosts(work: Work) -> list[BoostView]:
    """All boosts, the newest first."""
    stores: dict[UUID, list[SliceView]] = {}
    for boost_id, *columns in await work.execute(_SLICES):
        stores.setdefault(boost_id, []).append(SliceView(*columns))
    query = select(*_COLUMNS).order_by(RoutingBoost.made_at.desc(), RoutingBoost.id)
    rows = (await work.execute(query)).mappings().all()
    return [_view(dict(row), stores.get(row["id"], []), work.now) for row in rows]


async def boost_view(work: Work, boost_id: UUID) -> BoostView:
    """One boost. Raises NotFound."""
    row = (await work.execute(select(*_COLUMNS).where(RoutingBoost.id == boost_id))).mappings().one_or_none()
    if row is None:
        raise NotFound
    slices = await work.execute(_SLICES.where(BoostSlice.boost_id == boost_id))
    return _view(dict(row), [SliceView(*columns) for _, *columns in slices], work.now)


async def boost_uses(work: Work, boost_id: UUID, *, most: int = 50) -> list[UseView]:
    """The newest lines of the ledger."""
    is_all = BoostUse.units_back == BoostUse.units
    units = case((is_all, BoostUse.units), else_=BoostUse.units - BoostUse.units_back)
    query = (
        select(BoostUse.at, BoostUse.order_id, Order.number, Location.name, units, BoostUse.amount, is_all)
        .join(Order, Order.id == BoostUse.order_id)
        .join(Location, Location.id == BoostUse.location_id)
        .where(BoostUse.boost_id == boost_id)
        .order_by(BoostUse.at.desc(), BoostUse.id.desc())
        .limit(most)
    )
    return [UseView(*row) for row in await work.execute(query)]


async def helped_meanwhile(
    work: Work, location_ids: list[int], *, starts_at: datetime, ends_at: datetime, but: UUID | None = None
) -> list[str]:
    """The names of those that another boost helps at any time between."""
    query = (
        select(Location.name)
        .join(BoostSlice, BoostSlice.location_id == Location.id)
        .join(RoutingBoost, RoutingBoost.id == BoostSlice.boost_id)
        .where(Location.id.in_(location_ids), RoutingBoost.stopped_at.is_(None))
        .where(RoutingBoost.starts_at < ends_at, RoutingBoost.ends_at > starts_at)
        .where(RoutingBoost.id != but if but else RoutingBoost.id.is_not(None))
        .where(or_(RoutingBoost.drawn < RoutingBoost.budget, BoostSlice.spent < BoostSlice.drawn))
        .distinct()
        .order_by(Location.name)
    )
    return list((await work.execute(query)).scalars())


def _view(row: dict[str, object], stores: list[SliceView], now: datetime) -> BoostView:
    made = msgspec.convert(row | {"stores": stores, "state": "running"}, BoostView)
    state = boost_state(
        left=made.budget - made.spent,
        starts_at=made.starts_at,
        ends_at=made.ends_at,
        stopped_at=made.stopped_at,
        now=now,
    )
    return msgspec.structs.replace(made, state=state)


_COLUMNS = tuple(getattr(RoutingBoost, name) for name in BoostView.__struct_fields__ if name not in ("stores", "state"))
_SLICES = (
    select(
        BoostSlice.boost_id,
        BoostSlice.location_id,
        Location.name,
        BoostSlice.spent,
        BoostSlice.orders,
        BoostSlice.units,
    )
    .join(Location, Location.id == BoostSlice.location_id)
    .order_by(Location.name)
)
_LEFT = BoostSlice.drawn - BoostSlice.spent + RoutingBoost.budget - RoutingBoost.drawn
_NOW = bindparam("now", type_=RoutingBoost.starts_at.type)
# One for each store: help that was given back can let an older boost run again.
_RUNNING = (
    select(BoostSlice.location_id, RoutingBoost.amount, _LEFT)
    .ext(distinct_on(BoostSlice.location_id))
    .join(RoutingBoost, RoutingBoost.id == BoostSlice.boost_id)
    .where(RoutingBoost.stopped_at.is_(None), RoutingBoost.starts_at <= _NOW, RoutingBoost.ends_at > _NOW, _LEFT > 0)
    .order_by(BoostSlice.location_id, RoutingBoost.id)
)
