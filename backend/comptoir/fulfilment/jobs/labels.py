"""Ask a carrier for a label, outside any transaction, and note what became of it.

A worker that dies between the two asks again for the same `serial`, which a carrier answers with the same label.
"""

from uuid import UUID

from comptoir.fulfilment.actions import labels
from comptoir.fulfilment.ports import Bought, Carrier, Consignment, Offer, Party, Undone, carriers
from comptoir.fulfilment.queries.labels import End, LabelTask, label_task, voided
from comptoir.kit.errors import N_
from comptoir.wiring.jobs import outside
from comptoir.wiring.work import Work

UNKNOWN_CARRIER = N_("This carrier is no longer one of ours.")


async def make_label(work: Work, payload: bytes) -> None:
    """A job; the payload is the label's id. What is made or void already is left alone."""
    task = await label_task(work, UUID(bytes=payload))
    if task is None:
        return
    carrier = carriers(work.settings).get(task.carrier)
    offer = next((each for each in carrier.offers if each.service == task.service), None) if carrier else None
    if carrier is None or offer is None:
        await labels.note_failure(work, task, error=UNKNOWN_CARRIER, is_final=True)
    else:
        await _buy(work, task, carrier, offer)


async def cancel_label(work: Work, payload: bytes) -> None:
    """A job; the payload is the id of a label that is void. The carrier need not come for its box."""
    found = await voided(work, UUID(bytes=payload))
    carrier = carriers(work.settings).get(found[0]) if found else None
    if found and carrier:
        async with outside(work):
            await carrier.cancel(found[1])


async def _buy(work: Work, task: LabelTask, carrier: Carrier, offer: Offer) -> None:
    try:
        async with outside(work):
            bought = await carrier.buy(_consignment(task, offer))
    except Undone as error:
        await labels.note_failure(work, task, error=str(error), is_final=error.is_final)
    else:
        await labels.mark_made(work, task, _made(bought, offer))


def _made(bought: Bought, offer: Offer) -> labels.Made:
    return labels.Made(bought.tracking, bought.pdf, bought.zpl, offer.carrier_name, offer.name)


def _consignment(task: LabelTask, offer: Offer) -> Consignment:
    sides = (task.length, task.width, task.height) if task.length and task.width and task.height else None
    return Consignment(
        serial=task.serial,
        reference=task.reference,
        service=task.service,
        service_name=offer.name,
        number=task.number,
        of=task.of,
        weight=task.weight,
        sides=sides,
        handling=task.handling,
        sender=_party(task.sender),
        receiver=_party(task.receiver),
    )


def _party(end: End) -> Party:
    return Party(end.name, end.street, end.extra, end.postcode, end.town, end.country, end.phone)
