"""Who has what is wanted, asked in one statement that also says which network it is and which policy holds."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Text, and_, bindparam, select, true
from sqlalchemy import literal as value

from comptoir.routing.queries.network import network_version
from comptoir.routing.queries.policies import published_version
from comptoir.routing.rules.snapshot import Shelf
from comptoir.stock.queries.levels import levels_of_variants
from comptoir.stock.rules import Looks, probability
from comptoir.stock.tables import StockTrust
from comptoir.wiring.work import Work


class Shelves(msgspec.Struct, frozen=True):
    """All shelves that hold any of some variants, as a channel may sell it; versions as of that moment."""

    network_version: int
    policy_version: int
    shelves: list[Shelf]


async def shelves_of(work: Work, variant_ids: Iterable[int], *, channel: str) -> Shelves:
    """What can be promised of these variants anywhere."""
    rows = (await work.execute(_SHELVES, {"variant_ids": sorted(set(variant_ids)), "channel": channel})).all()
    network, published = rows[0][:2]
    return Shelves(int(network), published, [_shelf(row[2:]) for row in rows if row[2] is not None])


def _shelf(row: Sequence[Any]) -> Shelf:
    variant_id, location_id, available, found, missed = row
    looks = Looks() if found is None else Looks(found, missed)
    return Shelf(variant_id, location_id, available, trust=round(100 * probability(looks)))


_one = select(value(1).label("one")).subquery()
_level = levels_of_variants(bindparam("channel", type_=Text))
_of_level = and_(StockTrust.location_id == _level.c.location_id, StockTrust.variant_id == _level.c.variant_id)
_SHELVES = (
    select(
        network_version(), published_version(), _level.c.variant_id, _level.c.location_id, _level.c.available,
        StockTrust.found, StockTrust.missed,
    )
    .select_from(_one)
    .outerjoin(_level, and_(true(), _level.c.available > 0))
    .outerjoin(StockTrust, _of_level)
)  # fmt: skip
