"""Review: what was counted is held against what was expected; some is counted again; or the count is given up."""

from uuid import UUID

from sqlalchemy import delete, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert

from comptoir.fulfilment.actions.counting import check_uncounted
from comptoir.fulfilment.actions.locked_counts import LockedCount, lock_count, move_count
from comptoir.fulfilment.actions.locking import staff_id_of
from comptoir.fulfilment.events import CountCancelled, CountReopened, CountReviewed, RecountWanted
from comptoir.fulfilment.queries.count_lines import CountedLine, counted_lines
from comptoir.fulfilment.queries.shelf import on_the_shelf, picked_at
from comptoir.fulfilment.rules.counts import next_state
from comptoir.fulfilment.tables import CountLine, CountScan
from comptoir.identity.rules import Right, may, require
from comptoir.kit.errors import N_, NotFound, Refused
from comptoir.stock.queries.history import moved_within, on_hands_at
from comptoir.wiring.work import Work


class NothingCounted(Refused):
    slug = "nothing-counted"
    title = N_("Nothing was counted yet. Scan something first, or cancel the count.")


async def review_count(work: Work, count_id: UUID) -> None:
    """All is counted: compare. Raises NothingCounted, CountMovedOn, NotFound, NotAllowed."""
    locked = await lock_count(work, count_id, right=Right.COUNT)
    await move_count(work, locked, "review", reviewed_by=staff_id_of(work), reviewed_at=work.now)
    if not any(line.since for line in await counted_lines(work, count_id)):
        raise NothingCounted
    await _add_missing(work, locked)
    await _note_expected(work, locked, await counted_lines(work, count_id))
    work.record(locked.event(CountReviewed))


async def want_recount(work: Work, count_id: UUID, *, variant_id: int, is_wanted: bool) -> None:
    """Mark a line to be counted again, or take the mark off. Raises CountMovedOn, NotFound, NotAllowed."""
    locked = await lock_count(work, count_id, right=Right.COUNT)
    await move_count(work, locked, "mark")
    line = CountLine.count_id == count_id, CountLine.variant_id == variant_id
    marked = update(CountLine).where(*line).values(is_recount=is_wanted).returning(CountLine.variant_id)
    if (await work.execute(marked)).first() is None:
        raise NotFound
    work.record(locked.event(RecountWanted, variant_id=variant_id, is_wanted=is_wanted))


async def reopen_count(work: Work, count_id: UUID) -> None:
    """Counting goes on; lines that are marked begin anew. Raises AlreadyCounted, CountMovedOn, NotFound, NotAllowed."""
    locked = await lock_count(work, count_id, right=Right.COUNT)
    next_state(locked.state, "reopen")
    if locked.department is not None:
        await check_uncounted(work, location_id=locked.location_id, department=locked.department)
    await move_count(work, locked, "reopen", reviewed_by=None, reviewed_at=None)
    await _forget_expected(work, count_id)
    work.record(locked.event(CountReopened))


async def cancel_count(work: Work, count_id: UUID) -> None:
    """Give a count up: stock stays as it is. For who began it, and for who may correct stock.

    Raises CountMovedOn, NotFound, NotAllowed.
    """
    locked = await lock_count(work, count_id, right=Right.SEE_STORE)
    is_own = work.actor.staff_id == locked.started_by and may(work.actor, Right.COUNT, locked.location_id)
    if not is_own:
        require(work.actor, Right.CORRECT_STOCK, locked.location_id)
    await move_count(work, locked, "cancel", ended_at=work.now)
    work.record(locked.event(CountCancelled))


async def _add_missing(work: Work, locked: LockedCount) -> None:
    """What should stand on the shelves of the department and nobody counted."""
    if locked.department is None:
        return
    shelved = on_the_shelf(location_id=locked.location_id, department=locked.department).subquery()
    missing = select(literal(locked.id), shelved.c.variant_id)
    lines = insert(CountLine).from_select(["count_id", "variant_id"], missing)
    await work.execute(lines.on_conflict_do_nothing())


async def _note_expected(work: Work, locked: LockedCount, lines: list[CountedLine]) -> None:
    """What the system says of each line, as of when it was counted; of what nobody counted, as of now."""
    moments = {line.variant_id: line.counted_at if line.since and line.counted_at else work.now for line in lines}
    expected = await on_hands_at(work, locked.location_id, moments)
    spans = {line.variant_id: (line.since, line.counted_at) for line in lines if line.since and line.counted_at}
    stirred = await moved_within(work, locked.location_id, spans)
    uncounted = [line.variant_id for line in lines if line.since is None]
    picked = await picked_at(work, locked.location_id, uncounted)
    known = [expected.get(variant_id) for variant_id in moments]
    written = {
        "variant_id": list(moments),
        "counted_at": list(moments.values()),
        "on_hand": [level.on_hand if level else 0 for level in known],
        "unsellable": [level.unsellable if level else 0 for level in known],
        "is_stirred": [variant_id in stirred for variant_id in moments],
        "picked": [picked.get(variant_id, 0) for variant_id in moments],
    }
    await work.execute(_EXPECTED, {"count_id": locked.id, **written})


_EXPECTED = text("""
    UPDATE count_lines AS line SET on_hand = new.on_hand, unsellable = new.unsellable, counted_at = new.counted_at,
        is_stirred = line.is_stirred OR new.is_stirred, is_recount = false,
        picked = CASE WHEN line.since IS NULL THEN new.picked ELSE line.picked END
    FROM unnest(CAST(:variant_id AS bigint[]), CAST(:counted_at AS timestamptz[]), CAST(:on_hand AS bigint[]),
        CAST(:unsellable AS bigint[]), CAST(:is_stirred AS boolean[]), CAST(:picked AS bigint[]))
        AS new (variant_id, counted_at, on_hand, unsellable, is_stirred, picked)
    WHERE line.count_id = :count_id AND line.variant_id = new.variant_id
""")


async def _forget_expected(work: Work, count_id: UUID) -> None:
    """Nobody sees again what is expected. Lines that are marked begin anew, others that nobody counted go."""
    marked = select(CountLine.variant_id).where(CountLine.count_id == count_id, CountLine.is_recount)
    scans = CountScan.count_id == count_id, CountScan.variant_id.in_(marked)
    await work.execute(update(CountScan).where(*scans).values(is_undone=True))
    of_count = CountLine.count_id == count_id
    await work.execute(delete(CountLine).where(of_count, CountLine.counted.is_(None), CountLine.is_recount.is_(False)))
    unseen = {"on_hand": None, "unsellable": None}
    await work.execute(update(CountLine).where(of_count).values(unseen))
    anew = {"counted": None, "since": None, "counted_at": None, "picked": 0, "is_stirred": False}
    await work.execute(update(CountLine).where(of_count, CountLine.is_recount).values(anew))
