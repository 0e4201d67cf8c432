"""What is said at the counter, and what its card shows."""

from typing import Annotated, Any, Literal, cast
from uuid import UUID

import msgspec
from msgspec import Meta

from comptoir.fulfilment import rules
from comptoir.fulfilment.fragments import store
from comptoir.fulfilment.queries.counter import counter_rules, proves
from comptoir.orders.queries import owed
from comptoir.wiring.work import Work

Units = Annotated[int, Meta(ge=0, le=99_999)]


class GivenForm(msgspec.Struct):
    """What is given, what was shown for it, and the screen that the tap came from; nothing said gives everything.

    `becomes` is what the preparation looks like meanwhile: ready for the rest, where a part is given, else collected.
    """

    origin: str = msgspec.field(name="from", default="")
    code: Annotated[str, Meta(max_length=200)] = ""
    signature: Annotated[str, Meta(max_length=20_000)] = ""
    id_seen: Literal["", "yes"] = ""
    taker: rules.Taker = "customer"
    becomes: Literal["collected", "ready"] = "collected"
    line: list[UUID] | UUID = []
    taken: list[Units] | Units = []
    left_here: list[Units] | Units = []
    reason: list[rules.ReturnReason] | rules.ReturnReason = []
    rest: rules.Rest = "waits"

    @property
    def shown(self) -> rules.Shown:
        return rules.Shown(code=self.code.strip(), signature=self.signature, saw_id=self.id_seen == "yes")

    @property
    def given(self) -> rules.Given:
        return rules.Given(
            self._parts() if self.becomes == "ready" else None, self.rest, self.signature or None, self.taker
        )

    def _parts(self) -> dict[UUID, rules.Part]:
        said = zip(*map(_list, (self.line, self.taken, self.left_here, self.reason)), strict=False)
        return {line: rules.Part(taken, left, reason) for line, taken, left, reason in said}


async def counter_context(work: Work, preparation_id: UUID, *, shown: str = "") -> dict[str, Any]:
    """What the card of an order shows; `shown` is kept where it proves that it is this order's. Raises NotFound."""
    context = await store.preparation.context(work, preparation_id=preparation_id)
    found, who = context.pop("preparation"), context["who"]
    return {
        **context,
        "found": found,
        "shown": shown if await proves(work, who, shown) else "",
        "owed": await owed(work, who.order_id),
        "may_be_no_show": (await counter_rules(work)).may_be_no_show(found.ready_at, work.now),
    }


def _list(said: Any) -> list[Any]:
    return cast("list[Any]", said) if isinstance(said, list) else [said]
