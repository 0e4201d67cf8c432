"""Where variants stand, as people and other systems say it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, tuple_
from sqlalchemy.dialects.postgresql import insert

from comptoir.stock.actions.levels import Level
from comptoir.stock.events import ShelvesSaid
from comptoir.stock.queries.codes import look_up
from comptoir.stock.rules.fed import Codes, level_of
from comptoir.stock.rules.rows import BadRow
from comptoir.stock.rules.shelves import ShelfRow, check_shelf
from comptoir.stock.tables import StockShelf
from comptoir.wiring.work import Work


async def take_shelves(work: Work, rows: Sequence[ShelfRow]) -> dict[int, BadRow]:
    """Take what another system says; of two rows about the same the last counts. The bad rows, counted from 1."""
    codes, bad, shelves = Codes(), dict[int, BadRow](), dict[Level, str | None]()
    await look_up(work, codes, rows)
    for number, row in enumerate(rows, 1):
        try:
            shelves[level_of(row, codes)] = check_shelf(row.shelf or "")
        except BadRow as error:
            bad[number] = error
    await say_shelves(work, shelves)
    return bad


async def say_shelves(work: Work, shelves: Mapping[Level, str | None]) -> None:
    """The variants stand there from now on; None: nobody knows where."""
    known = {level: shelf for level, shelf in sorted(shelves.items()) if shelf}
    gone = [level for level in sorted(shelves) if not shelves[level]]
    if known:
        said = {"said_by": work.actor.key, "said_at": work.now}
        rows = [{"location_id": at, "variant_id": of, "shelf": shelf, **said} for (at, of), shelf in known.items()]
        made = insert(StockShelf).values(rows)
        new = {name: made.excluded[name] for name in ("shelf", "said_by", "said_at")}
        await work.execute(made.on_conflict_do_update(index_elements=("location_id", "variant_id"), set_=new))
    if gone:
        await work.execute(delete(StockShelf).where(tuple_(StockShelf.location_id, StockShelf.variant_id).in_(gone)))
    for location_id in sorted({at for at, _ in shelves}):
        variants = sorted(of for at, of in shelves if at == location_id)
        work.record(ShelvesSaid(location_id=location_id, variant_ids=variants))
