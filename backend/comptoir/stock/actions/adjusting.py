"""Corrections of one level by hand, each with its reason."""

from comptoir.stock import rules
from comptoir.stock.actions.levels import apply, open_levels
from comptoir.wiring.work import Work


async def adjust(
    work: Work,
    *,
    location_id: int,
    variant_id: int,
    reason: rules.Adjustment,
    quantity: int,
    kind: rules.Unsellable | None = None,
    reference: str,
) -> None:
    """Adjust a level by `quantity` units (> 0); `kind` as in `rules.adjusting`. Raises TooFew."""
    level = location_id, variant_id
    levels = await open_levels(work, [level])
    change = rules.adjusting(levels[level].quantities, reason, quantity, kind=kind)
    await apply(work, levels, {level: change}, reference=reference)
