"""A transfer made by hand, to even out stock between locations."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from comptoir.fulfilment import rules
from comptoir.fulfilment.actions.writing import write_transfer, write_transfer_line
from comptoir.fulfilment.queries.goods import names_of
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import N_, Invalid, NotFound, Refused
from comptoir.kit.ids import new_id, transfer_number
from comptoir.network.queries import location
from comptoir.stock import actions as stock
from comptoir.stock.queries import available_at
from comptoir.wiring.work import Work


class SameLocation(Invalid):
    slug = "same-location"
    title = N_("Goods are sent to another location than the one where they are.")


class NothingChosen(Invalid):
    slug = "nothing-chosen"
    title = N_("Say what is to be sent, at least one unit.")


class TooFewToSend(Refused):
    """`lines` lists per short line: name, wanted, available."""

    slug = "too-few-to-send"
    title = N_("%(location)s does not have so many free: %(names)s. Nothing was changed.")


async def create(work: Work, *, from_id: int, to_id: int, units: Mapping[int, int]) -> UUID:
    """Have so many units of variants sent, and keep them for that until then. The transfer's id.

    Raises NotAllowed, NotFound, SameLocation, NothingChosen, TooFewToSend.
    """
    require(work.actor, Right.MANAGE_STORE, from_id)
    source = await location(work, from_id)
    if (await location(work, to_id)).id == from_id:
        raise SameLocation(field="to")
    if not units or min(units.values()) < 1:
        raise NothingChosen(field="code")
    number = transfer_number()
    wants = [stock.Want(new_id(), from_id, variant_id, quantity) for variant_id, quantity in units.items()]
    if not await stock.reserve(work, wants, reference=f"transfer:{number}", channel=rules.CHANNEL):
        raise await _too_few(work, from_id, source.name, units)
    transfer_id = write_transfer(work, number=number, from_id=from_id, to_id=to_id)
    for want in wants:
        write_transfer_line(work, transfer_id, want.variant_id, want.quantity, reservation_id=want.reservation_id)
    return transfer_id


async def _too_few(work: Work, from_id: int, name: str, units: Mapping[int, int]) -> TooFewToSend:
    there = await available_at(work, location_id=from_id, variant_ids=units, channel=rules.CHANNEL)
    names = await names_of(work, units)
    if len(names) < len(units):
        raise NotFound
    lines: list[dict[str, Any]] = [
        {"name": names[variant_id], "wanted": wanted, "available": max(0, there.get(variant_id, 0))}
        for variant_id, wanted in units.items()
        if there.get(variant_id, 0) < wanted
    ]
    said = ", ".join(f"{line['name']} ({line['available']}/{line['wanted']})" for line in lines)
    return TooFewToSend(location=name, names=said, lines=lines)
