"""What is short of what somebody wants at a location, and who else has it: for an answer to machines."""

from collections.abc import Sequence
from typing import Any

import msgspec

from comptoir.stock.queries.availability import Availability, available_at, available_elsewhere
from comptoir.wiring.work import Work


class Line(msgspec.Struct, frozen=True):
    """Units that are wanted."""

    sku: str
    variant_id: int
    quantity: int


async def short_lines(work: Work, lines: Sequence[Line], *, location_id: int, channel: str) -> list[dict[str, Any]]:
    """Each line that a channel cannot promise in full: wanted, available there, and up to five other stores."""
    ids = [line.variant_id for line in lines]
    here = await available_at(work, location_id=location_id, variant_ids=ids, channel=channel)
    short = [line for line in lines if here.get(line.variant_id, 0) < line.quantity]
    return [
        _short_line(
            line,
            here.get(line.variant_id, 0),
            await available_elsewhere(work, location_id=location_id, variant_id=line.variant_id, channel=channel),
        )
        for line in short
    ]


def _short_line(line: Line, here: int, others: Sequence[Availability]) -> dict[str, Any]:
    return {
        "sku": line.sku,
        "wanted": line.quantity,
        "available": max(0, here),
        "elsewhere": [
            {"location": other.location, "name": other.location_name, "available": other.available} for other in others
        ],
    }
