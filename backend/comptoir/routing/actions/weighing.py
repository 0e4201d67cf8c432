"""What it costs to have units served by one location rather than by another, or by nobody. Nothing is changed."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from comptoir.fulfilment.queries.unpicked import Unpicked, unpicked
from comptoir.kit.errors import N_, Invalid, NotFound
from comptoir.orders.actions import NewLine
from comptoir.routing.actions.deciding import Decided, Seen, see
from comptoir.routing.actions.renewing import wanted_of
from comptoir.routing.actions.wanting import Wanted, planned
from comptoir.routing.queries.unplaced import unplaced
from comptoir.routing.rules.considering import Considered, considered
from comptoir.routing.rules.planning import plan_parts
from comptoir.wiring.work import Work


class TooManyChosen(Invalid):
    slug = "too-many-chosen"
    title = N_("Only %(left)s of them can still be given to somebody else.")


class Choice(msgspec.Struct, frozen=True):
    """`quantity` units of a line, or all that can be: those that nobody serves, or of a slice. `to` is a location."""

    line_id: UUID
    allocation_id: UUID | None = None
    quantity: int | None = None
    to: int = 0


class Weighed(msgspec.Struct, frozen=True, eq=False):
    """The units in question: who has them (`source`, or nobody), and what each way to serve them would be."""

    wanted: Wanted
    seen: Seen
    work: Work
    source: Unpicked | None
    most: int
    to: int

    @property
    def line(self) -> NewLine:
        return self.wanted.lines[0]

    @property
    def quantity(self) -> int:
        return self.line.quantity

    @property
    def is_there_already(self) -> bool:
        """Whether the location that somebody chose has them."""
        return self.source is not None and self.source.location_id == self.to

    @property
    def freed(self) -> Mapping[tuple[int, int], int]:
        """What would be free if who has them gave them back."""
        return {self.source.level: self.quantity} if self.source else {}

    @property
    def chosen(self) -> Decided:
        """Served by the location that somebody chose."""
        return self.by(self.to)

    @property
    def now(self) -> Decided | None:
        """Served by who has them; None where nobody has."""
        return self.by(self.source.location_id) if self.source else None

    @property
    def best(self) -> Decided:
        """Served by whoever costs least."""
        return planned(self.work, self.seen, self.wanted)

    def considered(self) -> list[Considered]:
        """How all locations stand, the likeliest first."""
        made = self.best
        parts = plan_parts(made.demand, made.snapshot, made.policy)
        return [each for part in parts[:1] for each in considered(part.stages[-1])] if parts and parts[0].stages else []

    def by(self, location_id: int) -> Decided:
        """Served by a location alone."""
        return planned(self.work, self.seen, msgspec.structs.replace(self.wanted, only=(location_id,)))


async def weigh(work: Work, order_id: UUID, choice: Choice) -> Weighed:
    """Look at units of an order. Raises NotFound where nobody could give them, and TooManyChosen."""
    there = await unpicked(work, order_id) if choice.allocation_id else []
    source = next((each for each in there if each.allocation_id == choice.allocation_id), None)
    if choice.allocation_id and (source is None or source.line_id != choice.line_id):
        raise NotFound
    found = await unplaced(work, order_id, and_={source.line_id: source.units} if source else None)
    line = next((each for each in found.lines if each.line.id == choice.line_id), None) if found else None
    if found is None or line is None:
        raise NotFound
    most = source.units if source else line.line.quantity
    quantity = most if choice.quantity is None else choice.quantity
    if not 1 <= quantity <= most:
        raise TooManyChosen(field="quantity", left=most)
    only = msgspec.structs.replace(line, line=msgspec.structs.replace(line.line, quantity=quantity))
    begun = [each for each in found.begun if source is None or each.preparation_id != source.preparation_id]
    # A person may ask again who refused.
    asked = msgspec.structs.replace(found, lines=[only], refused_by={}, begun=begun)
    wanted = wanted_of(asked)
    seen = await see(work, [line.line.variant_id], channel=found.channel)
    return Weighed(wanted, seen.if_free({source.level: quantity} if source else {}), work, source, most, choice.to)
