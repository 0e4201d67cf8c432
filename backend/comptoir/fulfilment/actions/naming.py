"""Which lines of a preparation or a transfer somebody means: by their ids, or by what stands on the goods."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol
from uuid import UUID

import msgspec

from comptoir.catalogue.queries import VariantName, variant_by_code
from comptoir.fulfilment import rules
from comptoir.fulfilment.queries.goods import labels_of
from comptoir.kit.errors import N_, NotFound, Refused
from comptoir.wiring.work import Work

MOST_NAMED = 2
"""So many of the wanted goods are named to who scanned something else: it is read at a glance."""


class UnknownCode(Refused):
    status = 404
    slug = "unknown-code"
    title = N_("The code %(code)s is not known. Scan again, or pick by tapping the line.")


class NotInOrder(Refused):
    slug = "not-in-this-order"
    title = N_("No: this is %(name)s. Wanted: %(wanted)s.")


class Named(msgspec.Struct, frozen=True):
    """Units of a line by its id, or of what has a code: a barcode in any of its forms, or a SKU."""

    quantity: int
    line_id: UUID | None = None
    code: str | None = None


class AnyLine(Protocol):
    """A locked line of either."""

    id: UUID
    variant_id: int

    @property
    def progress(self) -> rules.Line: ...


async def parts_of(work: Work, lines: Sequence[AnyLine], named: Named, rooms: Mapping[UUID, int]) -> Mapping[UUID, int]:
    """How many units of which line are meant; `rooms` says how many of each there can be.

    Raises NotFound for a line that is not among them, UnknownCode, NotInOrder.
    """
    if named.line_id is not None:
        if named.line_id not in rooms:
            raise NotFound
        return {named.line_id: named.quantity}
    variant = await variant_of(work, named.code or "")
    matching = {line.id: rooms[line.id] for line in lines if line.variant_id == variant.id}
    if not matching:
        raise NotInOrder(**await said_of(work, variant.id, lines))
    return rules.spread(matching, named.quantity)


async def variant_of(work: Work, code: str) -> VariantName:
    """The variant of a code. Raises UnknownCode."""
    variant = await variant_by_code(work, code)
    if variant is None:
        raise UnknownCode(code=code)
    return variant


async def said_of(work: Work, scanned: int, lines: Iterable[AnyLine]) -> dict[str, str]:
    """What a wrong scan is answered with: what was scanned, and what of the lines is wanted instead."""
    wanted = list(dict.fromkeys(line.variant_id for line in lines if line.progress.left))
    labels = await labels_of(work, [scanned, *wanted])
    return {"name": labels[scanned], "wanted": ", ".join(labels[each] for each in wanted[:MOST_NAMED]) or "–"}
