"""What a machine has in hand for work that had ended by then: no pick any more, and in the box if it leaves."""

from collections import Counter
from collections.abc import Iterable, Sequence
from uuid import UUID

from comptoir.fulfilment.actions.conflicts import note_late
from comptoir.fulfilment.actions.naming import AnyLine, Named, parts_of
from comptoir.fulfilment.queries.late import picked_late
from comptoir.kit.errors import Refused
from comptoir.wiring.work import Work


async def note_late_picks(
    work: Work, lines: Sequence[AnyLine], named: Iterable[Named], because: Refused, *, location_id: int, **about: UUID
) -> None:
    """A machine picked for work that had ended, or put units back: written down, as far as so many were wanted.

    Who calls it refuses all the same; the edge keeps what is written. Raises NotFound, UnknownCode, NotInOrder.
    """
    late, rooms = await picked_late(work, **about), {line.id: line.progress.left for line in lines}
    for variant_id, units in (await _units(work, lines, named, rooms)).items():
        room = sum(line.progress.left for line in lines if line.variant_id == variant_id) - late[variant_id]
        noted = min(units, late[variant_id] if work.acted and work.acted.command == "unpick" else room)
        if noted > 0:
            await note_late(work, because, variant_id=variant_id, quantity=noted, location_id=location_id, **about)
    work.keep()


async def _units(work: Work, lines: Sequence[AnyLine], named: Iterable[Named], rooms: dict[UUID, int]) -> Counter[int]:
    units, variants = Counter[int](), {line.id: line.variant_id for line in lines}
    for each in named:
        for line_id, quantity in (await parts_of(work, lines, each, rooms)).items():
            units[variants[line_id]] += quantity
    return units
