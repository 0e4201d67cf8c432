"""What is learnt from the chain's orders, in the background."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

import numpy as np

from comptoir.sales.actions.learning import AT_ONCE, Pair, forget_pairs, note_pairs
from comptoir.sales.queries.together import Bought, bought_since
from comptoir.sales.rules.together import Together, learn
from comptoir.wiring.jobs import outside
from comptoir.wiring.work import Work

LOOKS_BACK = timedelta(days=365)


async def learn_together(work: Work, payload: bytes) -> None:
    """A job; the payload is the moment that it is for. What was learnt before stays until it is replaced.

    It is committed piece by piece, so that no reader of the log waits for it; done again, it does the same.
    """
    learnt_at = datetime.fromisoformat(payload.decode())
    bought = await bought_since(work, learnt_at - LOOKS_BACK)
    async with outside(work):
        found, names = await asyncio.to_thread(_learnt, bought)
    pairs = _pairs(found, names)
    while piece := list(islice(pairs, AT_ONCE)):
        await note_pairs(work, piece, learnt_at=learnt_at)
        await _put_down(work)
    while await forget_pairs(work, before=learnt_at):
        await _put_down(work)


async def _put_down(work: Work) -> None:
    """Commit a piece, so that another worker can go on from there."""
    async with outside(work):
        pass


def _learnt(bought: Bought) -> tuple[Together, list[int]]:
    names, product = np.unique(bought.product, return_inverse=True)
    return learn(bought.order, product.astype(np.int64)), names.tolist()


def _pairs(found: Together, names: list[int]) -> Iterator[Pair]:
    rows: Iterator[tuple[int, int, int, float]] = zip(
        found.one.tolist(), found.other.tolist(), found.baskets.tolist(), found.score.tolist(), strict=True
    )
    return (Pair(names[one], names[other], orders, score) for one, other, orders, score in rows)
