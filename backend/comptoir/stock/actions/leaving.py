"""Units that are gone although nothing promised them."""

from collections.abc import Mapping

from comptoir.stock import rules
from comptoir.stock.actions.levels import Level, apply, open_levels
from comptoir.wiring.work import Work


async def give_out(work: Work, units: Mapping[Level, int], *, reference: str) -> None:
    """So many units of each level left with a customer when it was done (`work.acted_at`).

    If they were promised to others meanwhile, the shortfall is found as after any loss.
    """
    levels = await open_levels(work, units)
    changes = {level: rules.leaving(quantity) for level, quantity in units.items()}
    await apply(work, levels, changes, reference=reference, at=dict.fromkeys(units, work.acted_at))
