"""Have learnt, once a day, what is bought together; and write it down, some products at a time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from comptoir.sales.events import LearningDue
from comptoir.sales.tables import BoughtTogether, Learning
from comptoir.wiring.jobs import enqueue
from comptoir.wiring.work import Work

TOGETHER, JOB = "together", "learn_together"
AGAIN_AFTER = timedelta(days=1)
AT_ONCE = 1000


class Pair(msgspec.Struct, frozen=True):
    """Two products, in how many orders both were, and what the first says of the second."""

    product_id: int
    with_id: int
    orders: int
    score: float


async def learn_due(work: Work) -> int:
    """A timer: it is a day since what is bought together was learnt. Never says that there is more to do."""
    last = await work.execute(select(Learning.begun_at).where(Learning.what == TOGETHER))
    if (begun_at := last.scalar_one_or_none()) is None or begun_at <= work.now - AGAIN_AFTER:
        row = insert(Learning).values(what=TOGETHER, begun_at=work.now)
        await work.execute(row.on_conflict_do_update(index_elements=["what"], set_={"begun_at": work.now}))
        work.record(LearningDue(begun_at=work.now))
    return 0


async def queue_learning(work: Work, event: LearningDue) -> None:
    """A reaction: it is learnt in the background."""
    await enqueue(work, JOB, event.begun_at.isoformat().encode(), dedupe_key=JOB)


async def note_pairs(work: Work, pairs: Sequence[Pair], *, learnt_at: datetime) -> None:
    """Write down what was learnt of some products."""
    rows = [msgspec.structs.asdict(pair) | {"learnt_at": learnt_at} for pair in pairs]
    added = insert(BoughtTogether).values(rows)
    newer = {name: added.excluded[name] for name in ("orders", "score", "learnt_at")}
    await work.execute(added.on_conflict_do_update(index_elements=["product_id", "with_id"], set_=newer))


async def forget_pairs(work: Work, *, before: datetime) -> int:
    """Some of what is no longer so; how many were forgotten, none when all are."""
    key = BoughtTogether.product_id, BoughtTogether.with_id
    old = select(*key).where(BoughtTogether.learnt_at < before).limit(AT_ONCE)
    gone = delete(BoughtTogether).where(tuple_(*key).in_(old)).returning(BoughtTogether.with_id)
    return len((await work.execute(gone)).all())
