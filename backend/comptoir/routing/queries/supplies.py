"""Who has what is wanted, asked in one statement that also says which network it is and which policy holds."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Text, and_, bindparam, select, true
from sqlalchemy import literal as value

from comptoir.routing.queries.network import network_version
from comptoir.routing.queries.policies import published_version
from comptoir.routing.rules.snapshot import Supply
from comptoir.stock.queries.levels import levels_of_variants
from comptoir.stock.rules import Looks, probability
from comptoir.stock.rules.paces import cover
from comptoir.stock.tables import StockPace, StockTrust
from comptoir.wiring.prepared import Prepared
from comptoir.wiring.work import Work


class Supplies(msgspec.Struct, frozen=True):
    """All supplies that hold any of some variants, as a channel may sell it; versions as of that moment, of the policy
    where one is published."""

    network_version: int
    policy_version: int | None
    supplies: list[Supply]


async def supplies_of(work: Work, variant_ids: Iterable[int], *, channel: str) -> Supplies:
    """What can be promised of these variants anywhere."""
    rows = await work.fetch(_SUPPLIES, variant_ids=sorted(set(variant_ids)), channel=channel)
    network, published = rows[0][:2]
    return Supplies(int(network), published, [_supply(row[2:]) for row in rows if row[2] is not None])


def _supply(row: Sequence[Any]) -> Supply:
    variant_id, location_id, available, found, missed, sold, days, is_broken = row
    looks = Looks() if found is None else Looks(found, missed)
    trust, lasts = round(100 * probability(looks)), cover(available, sold or 0, days or 1)
    return Supply(variant_id, location_id, available, trust, lasts, bool(is_broken))


_one = select(value(1).label("one")).subquery()
_level = levels_of_variants(bindparam("channel", type_=Text))


def _of(known: type[StockTrust | StockPace]) -> ColumnElement[bool]:
    return and_(known.location_id == _level.c.location_id, known.variant_id == _level.c.variant_id)


_SUPPLIES = Prepared(
    select(
        network_version(), published_version(), _level.c.variant_id, _level.c.location_id, _level.c.available,
        StockTrust.found, StockTrust.missed, StockPace.sold, StockPace.days, StockPace.is_broken,
    )
    .select_from(_one)
    .outerjoin(_level, and_(true(), _level.c.available > 0))
    .outerjoin(StockTrust, _of(StockTrust))
    .outerjoin(StockPace, _of(StockPace))
)  # fmt: skip
