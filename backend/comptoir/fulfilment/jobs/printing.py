"""Speak to a printer, outside any transaction, and note whether it has what it was sent.

A worker that dies between the two sends it again: a label twice is better than none.
"""

from uuid import UUID

from comptoir.fulfilment.actions.printers import note_print_failure, note_sent
from comptoir.fulfilment.ports import Undone
from comptoir.fulfilment.ports.bag_zpl import Bag, write_bag, write_test
from comptoir.fulfilment.ports.printer import send_zpl
from comptoir.fulfilment.queries.entries import entry
from comptoir.fulfilment.queries.printers import PrintTask, label_zpl, print_task
from comptoir.fulfilment.rules.printers import networks, port_of
from comptoir.kit.errors import N_, Invalid
from comptoir.wiring.jobs import outside
from comptoir.wiring.work import Work

GONE = N_("There is nothing to print any more.")
NOT_THERE = N_("No printer may stand at this address any more.")


async def print_zpl(work: Work, payload: bytes) -> None:
    """A job; the payload is the print's id. What is sent already is left alone.

    The settings may have changed since the printer was added, so its address is looked at again.
    """
    task = await print_task(work, UUID(bytes=payload))
    if task is None:
        return
    try:
        port = port_of(task.host, networks(work.settings.printer_networks))
    except Invalid:
        await note_print_failure(work, task, error=NOT_THERE, is_final=True)
        return
    await _send(work, task, port)


async def _send(work: Work, task: PrintTask, port: int) -> None:
    zpl = await _written(work, task)
    if zpl is None:
        await note_print_failure(work, task, error=GONE, is_final=True)
        return
    try:
        async with outside(work):
            await send_zpl(task.host, port, zpl)
    except Undone as error:
        await note_print_failure(work, task, error=str(error), is_final=error.is_final)
    else:
        await note_sent(work, task)


async def _written(work: Work, task: PrintTask) -> str | None:
    if task.preparation_id is None:
        return write_test(task.printer)
    if task.number is not None:
        return await label_zpl(work, task.preparation_id, task.number)
    found = await entry(work, task.preparation_id)
    if found is None or found.state != "ready":
        return None
    return write_bag(Bag(found.customer, found.code, found.number, found.bin or "", f"× {found.units_picked}"))
