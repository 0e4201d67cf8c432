"""Practise on an order that nobody placed: nothing of it reaches stock, the queue, the log or a customer."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

import msgspec
from sqlalchemy.dialects.postgresql import insert

from comptoir.fulfilment.actions.locking import staff_id_of
from comptoir.fulfilment.actions.naming import NotInOrder, variant_of
from comptoir.fulfilment.queries.goods import labels_of
from comptoir.fulfilment.queries.practice import goods_to_practise_on, practice_of
from comptoir.fulfilment.rules import practice as rules
from comptoir.fulfilment.rules.practice import Practice
from comptoir.fulfilment.tables import PracticeOrder
from comptoir.identity.rules import Right, standing
from comptoir.kit.errors import NotFound
from comptoir.wiring.work import Work


async def practise(work: Work) -> Practice:
    """The order one is practising on, begun now if there is none. Raises NothingToPractiseOn, NotAllowed."""
    standing(work.actor, Right.PREPARE)
    return await practice_of(work, staff_id_of(work)) or await practise_anew(work)


async def practise_anew(work: Work) -> Practice:
    """Begin from the beginning. Raises NothingToPractiseOn, NotAllowed."""
    location_id = standing(work.actor, Right.PREPARE)
    goods = await goods_to_practise_on(work, location_id=location_id)
    return await _keep(work, rules.begun(goods, now=work.now))


async def practise_move(work: Work, act: Callable[[Practice], Practice]) -> Practice:
    """Do something with it, by a pure function of the rules. Raises whatever that raises."""
    return await _keep(work, act(await practise(work)))


async def practise_line(work: Work, line_id: UUID, act: Callable[[Practice, int], Practice]) -> Practice:
    """Do something with one of its lines. Raises NotFound too."""
    return await practise_move(work, lambda practice: act(practice, _position(practice, line_id)))


async def practise_scan(work: Work, code: str) -> Practice:
    """Pick what was scanned. Raises UnknownCode, NotInOrder, NothingLeft, WrongState."""
    practice, variant = await practise(work), await variant_of(work, code)
    if variant.id not in practice.goods:
        raise NotInOrder(**await _said_of(work, variant.id, practice))
    return await practise_move(work, partial(rules.pick_one, at=practice.goods.index(variant.id)))


def _position(practice: Practice, line_id: UUID) -> int:
    if not 1 <= line_id.int <= len(practice.lines):
        raise NotFound
    return line_id.int - 1


async def _said_of(work: Work, scanned: int, practice: Practice) -> dict[str, str]:
    wanted = [goods for goods, line in zip(practice.goods, practice.lines, strict=True) if line.left]
    labels = await labels_of(work, [scanned, *wanted])
    return {"name": labels[scanned], "wanted": ", ".join(labels[each] for each in wanted) or "–"}


async def _keep(work: Work, practice: Practice) -> Practice:
    kept = {"progress": msgspec.to_builtins(practice), "at": work.now}
    new = insert(PracticeOrder).values(staff_id=staff_id_of(work), **kept)
    await work.execute(new.on_conflict_do_update(index_elements=["staff_id"], set_=kept))
    return practice
