"""More is promised than is there: the newest promises that are not picked yet are served by somebody else."""

from uuid import UUID

from comptoir.fulfilment.actions import withdraw
from comptoir.orders import actions as orders
from comptoir.routing.actions.helping import give_back_help
from comptoir.routing.queries.shortfalls import InTrouble, in_trouble
from comptoir.stock.events import HoldEnded, ShortfallFound
from comptoir.wiring.reacting import alone
from comptoir.wiring.work import Work


@alone
async def withdraw_short(work: Work, event: ShortfallFound) -> None:
    """A reaction: what is promised and not there is taken back from the location that lacks it."""
    await _withdraw_missing(work, event.location_id, event.variant_id)


@alone
async def withdraw_bought(work: Work, event: HoldEnded) -> None:
    """A reaction: a basket was bought; what it kept may have been missing by then."""
    if event.state == "committed":
        for location_id in event.location_ids:
            for variant_id in event.variant_ids:
                await _withdraw_missing(work, location_id, variant_id)


async def _withdraw_missing(work: Work, location_id: int, variant_id: int) -> None:
    found = await in_trouble(work, location_id, variant_id)
    if not found:
        return
    # Locked before their preparations and before stock; what holds by then is asked again.
    await orders.lock_all(work, {each.order_id for each in found})
    for preparation_id, units in _by_preparation(await in_trouble(work, location_id, variant_id)).items():
        await withdraw(work, preparation_id, because="shortfall", units=units)
    await give_back_help(work, *{each.order_id for each in found})


def _by_preparation(found: list[InTrouble]) -> dict[UUID, dict[UUID, int]]:
    taken: dict[UUID, dict[UUID, int]] = {}
    for each in found:
        taken.setdefault(each.preparation_id, {})[each.allocation_id] = each.units
    return taken
