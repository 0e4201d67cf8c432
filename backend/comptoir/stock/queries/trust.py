"""How sure it is that what the system says is really there."""

from collections.abc import Collection

from sqlalchemy import select, tuple_

from comptoir.stock import rules
from comptoir.stock.tables import StockTrust
from comptoir.wiring.work import Work

Level = tuple[int, int]


async def trust_of(work: Work, levels: Collection[Level]) -> dict[Level, float]:
    """For each (location id, variant id) the probability, 0 to 1, that a unit is there when somebody goes for it."""
    key = StockTrust.location_id, StockTrust.variant_id
    query = select(*key, StockTrust.found, StockTrust.missed).where(tuple_(*key).in_(list(levels)))
    looks = {(row[0], row[1]): rules.Looks(*row[2:]) for row in await work.execute(query)}
    return {level: rules.probability(looks.get(level, rules.Looks())) for level in levels}
