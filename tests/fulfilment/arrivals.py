"""Transfers from Lyon that arrived at Annecy otherwise than they were sent."""

from uuid import UUID

from comptoir.fulfilment.actions.transfers import receiving
from tests.house import PAUL, House
from tests.journey import balance, count, pick_for, send_off

Arrived = tuple[int, int, int, int]
"""Variant, units sent, units that are there, and how many of those are damaged."""


async def arrived(house: House, *goods: Arrived) -> UUID:
    """A transfer made by hand, all taken in. Its id."""
    sent = [(variant, units) for variant, units, _, _ in goods if units]
    transfer_id = await balance(house, *sent)
    for variant, units in sent:
        await pick_for(house, transfer_id, variant, units)
    await send_off(house, transfer_id)
    for variant, _, here, damaged in goods:
        await count(house, transfer_id, variant, here, damaged=damaged)
    async with house.work(PAUL) as work:
        await receiving.receive(work, transfer_id, is_last=True)
    return transfer_id
