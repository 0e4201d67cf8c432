"""Other systems that feed the stock of the house."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from comptoir.stock.actions.feeding import Saying, Taken, take_movements, take_statements
from comptoir.wiring.actors import Actor
from tests.house import BREAD, LYON, TUESDAY_TEN, House

ERP = Actor(kind="machine", id="erp", scopes=frozenset({"stock:write"}))


def at(minutes: float) -> datetime:
    """So many minutes after ten."""
    return TUESDAY_TEN + timedelta(minutes=minutes)


async def snapshot(
    house: House, there: Mapping[tuple[int, int], int], *, minutes: float = 0, sequence: int = 0, opens: bool = False
) -> Taken:
    """The ERP says what was there at a minute."""
    rows = [(*level, line, units, None) for line, (level, units) in enumerate(there.items(), 1)]
    async with house.work(ERP) as work:
        return await take_statements(work, rows, Saying(at(minutes), sequence, "feed:1"), opens=opens)


async def bread(house: House, units: int, **told: Any) -> Taken:
    """The ERP says how many breads were at Lyon."""
    return await snapshot(house, {(LYON, BREAD): units}, **told)


async def till(house: House, *moves: tuple[float, int, str], variant: int = BREAD, location: int = LYON) -> Taken:
    """A till tells what it moved: minute, units, and the line of the receipt."""
    rows = [
        (location, variant, line, units, at(minutes), "sale" if units < 0 else "return", reference)
        for line, (minutes, units, reference) in enumerate(moves, 1)
    ]
    async with house.work(ERP) as work:
        return await take_movements(work, rows, source="till")
