"""Small batches of what is there, or of what was moved, taken at once."""

from collections.abc import Iterator
from typing import Any

from litestar import Controller, Request, post
from litestar.params import JSONBody

from comptoir.identity.rules import Right, require
from comptoir.stock.actions.feeding import Batch, take_deltas, take_snapshot
from comptoir.stock.api.feed_bodies import BatchBody, DeltasBody, Outcome, RowErrorBody, SnapshotBody
from comptoir.stock.rules.rows import BadRow
from comptoir.wiring.api import AUTH, IdempotencyKey, problems, require_key, strictly
from comptoir.wiring.edge import CurrentWork


class LevelsApi(Controller):
    """What other systems say about stock."""

    path = "/api/stock/levels"
    tags = ["Stock"]

    @post(
        status_code=200,
        operation_id="feedLevels",
        summary="Say what is there, or what was moved",
        responses=problems(
            on_400="Malformed, more than 1,000 rows, or without Idempotency-Key.",
            on_413="Larger than the limit.",
            on_422="A moment in the future, or a key that was used otherwise.",
            **AUTH,
        ),
    )
    async def feed(
        self,
        work: CurrentWork,
        request: Request[Any, Any, Any],
        data: JSONBody[SnapshotBody | DeltasBody],
        key: IdempotencyKey = None,
    ) -> BatchBody:
        """Up to 1,000 rows, all in one transaction; the answer has an outcome for each. For more, upload a feed.

        A snapshot says what was there as of a moment: it counts where it is newer than the last statement by (as_of,
        sequence), and what moved since is added on top. A delta says what was moved: each reference of a source counts
        once, and what lies before the last statement of a level is in that statement already.
        """
        require(work.actor, Right.FEED_STOCK)
        require_key(key)
        data = await strictly(request, SnapshotBody | DeltasBody)
        if isinstance(data, DeltasBody):
            batch = await take_deltas(work, data.rows, source=data.source)
        else:
            batch = await take_snapshot(work, data.rows, source=data.source, as_of=data.as_of, sequence=data.sequence)
        return _body(batch, len(data.rows))


def _body(batch: Batch, rows: int) -> BatchBody:
    taken = batch.taken
    return BatchBody(
        applied=rows - len(taken.late) - len(taken.repeated) - len(batch.bad),
        late=len(taken.late),
        repeated=len(taken.repeated),
        bad=len(batch.bad),
        outcomes=list(_outcomes(batch, rows)),
        errors=[_error(line, bad) for line, bad in sorted(batch.bad.items())],
    )


def _outcomes(batch: Batch, rows: int) -> Iterator[Outcome]:
    late, repeated = set(batch.taken.late), set(batch.taken.repeated)
    for line in range(1, rows + 1):
        yield (
            "error" if line in batch.bad else "late" if line in late else "repeated" if line in repeated else "applied"
        )


def _error(line: int, bad: BadRow) -> RowErrorBody:
    return RowErrorBody(row=line, code=bad.code, message=bad.sentence())
