"""Who has a variant: what one store has of it, the stores around, and the warehouses."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Row, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from comptoir.network.queries import km_between
from comptoir.network.rules import Doors, doors
from comptoir.network.tables import Location
from comptoir.stock import rules
from comptoir.stock.queries.levels import levels_of_variants
from comptoir.stock.rules import Quantities
from comptoir.stock.tables import StockTrust
from comptoir.wiring.work import Work

FEW = 10
"""So many stores are asked for by phone before somebody gives up."""

ALL = 1_000_000


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """What a location has of a variant for the store channel.

    `km` is from where one looks, None from nowhere; `trust` how probable it is, 0 to 1, that a unit is really there.
    """

    id: int
    variant_id: int
    code: str
    name: str
    town: str
    kind: str
    status: str
    timezone: str
    doors: Doors
    km: float | None
    level: Quantities
    safety: int
    available: int
    trust: float

    @property
    def doubt(self) -> rules.Doubt:
        return rules.doubt(self.trust)


class Units(msgspec.Struct, frozen=True):
    """What is available of a variant for the store channel: in the store that one looks from, and everywhere."""

    here: int = 0
    network: int = 0


class Totals(msgspec.Struct, frozen=True):
    """What the whole network has. `changes` counts all changes of any level of the variant, and only grows; `reserved`
    units are promised to orders or held."""

    available: int = 0
    stores: int = 0
    """Stores that have some of it available."""
    changes: int = 0
    reserved: int = 0


class Network(msgspec.Struct, frozen=True):
    """A variant in the network as it is seen from a store: `here` is None without a level there, or from nowhere."""

    here: Place | None
    stores: list[Place]
    warehouses: list[Place]
    totals: Totals

    @property
    def true_until(self) -> datetime | None:
        """When the first of them opens or closes."""
        moments = [place.doors.true_until for place in self.stores]
        return min((moment for moment in moments if moment), default=None)


async def network_of(work: Work, variant_id: int, *, here: int | None, most: int = FEW) -> Network:
    """The store that one looks from, so many other stores that have some available, and all warehouses.

    The nearest first; from nowhere, those that have most.
    """
    rows = (await work.execute(_NETWORK, {"variant_ids": [variant_id], "here": here, "most": most})).all()
    places = [_place(work, row) for row in rows]
    others = [place for place in places if place.id != here and place.available > 0]
    return Network(
        here=next((place for place in places if place.id == here), None),
        stores=[place for place in others if place.kind == "store"],
        warehouses=[place for place in others if place.kind == "warehouse"],
        totals=_totals_of(rows[0]) if rows else Totals(),
    )


async def units_of(work: Work, variant_ids: Collection[int], *, here: int | None) -> dict[int, Units]:
    """The same of each of many variants, in two figures."""
    rows = await work.execute(_UNITS, {"variant_ids": list(variant_ids), "here": here})
    return dict.fromkeys(variant_ids, Units()) | {row[0]: Units(int(row[1]), int(row[2])) for row in rows}


_HERE = aliased(Location)
_level = levels_of_variants("store")
_here = bindparam("here", type_=BigInteger)
_is_here = func.coalesce(_level.c.location_id == _here, False)
_has_some = _level.c.available > 0
_distance = km_between((_HERE.latitude, _HERE.longitude), (Location.latitude, Location.longitude)).label("km")
_nth = func.row_number().over(
    partition_by=(_is_here, Location.kind, _has_some), order_by=(_distance, _level.c.available.desc(), Location.name)
)
_totals = (
    func.sum(func.greatest(_level.c.available, 0), type_=BigInteger).over().label("in_network"),
    func.count(case((and_(_has_some, Location.kind == "store"), 1))).over().label("stores_with_some"),
    func.sum(_level.c.version, type_=BigInteger).over().label("changes"),
    func.sum(_level.c.reserved, type_=BigInteger).over().label("promised"),
)
_any = func.row_number().over().label("any")
_ranked = (
    select(_level, _distance, _nth.label("nth"), _is_here.label("is_here"), _any, *_totals)
    .join(Location, Location.id == _level.c.location_id)
    .outerjoin(_HERE, _HERE.id == _here)
    .subquery("ranked")
)
_is_near = and_(_ranked.c.available > 0, _ranked.c.nth <= bindparam("most"))
_trust = and_(StockTrust.location_id == _ranked.c.location_id, StockTrust.variant_id == _ranked.c.variant_id)
_NETWORK = (
    select(_ranked, Location.id, Location.code, Location.name, Location.town, Location.kind, Location.status)
    .add_columns(Location.timezone, Location.hours, StockTrust.found, StockTrust.missed)
    .join(Location, Location.id == _ranked.c.location_id)
    .outerjoin(StockTrust, _trust)
    # One row at least, since every row brings the totals.
    .where(
        or_(_ranked.c.any == 1, _ranked.c.is_here, and_(_ranked.c.available > 0, _ranked.c.nth <= bindparam("most")))
    )
    .order_by(_ranked.c.nth)
)
_available = func.greatest(_level.c.available, 0)
_UNITS = select(
    _level.c.variant_id,
    func.coalesce(func.sum(_available).filter(_is_here), 0),
    func.sum(_available),
).group_by(_level.c.variant_id)


def _place(work: Work, row: Row[*tuple[Any, ...]]) -> Place:
    looks = rules.Looks(row.found or 0.0, row.missed or 0.0)
    return Place(
        id=row.id,
        variant_id=row.variant_id,
        code=row.code,
        name=row.name,
        town=row.town,
        kind=row.kind,
        status=row.status,
        timezone=row.timezone,
        doors=doors(row.hours, row.timezone, work.now),
        km=row.km,
        level=Quantities(*(getattr(row, name) for name in Quantities.__struct_fields__)),
        safety=row.safety,
        available=row.available,
        trust=rules.probability(looks),
    )


def _totals_of(row: Row[*tuple[Any, ...]]) -> Totals:
    return Totals(int(row.in_network), row.stores_with_some, int(row.changes), int(row.promised))
