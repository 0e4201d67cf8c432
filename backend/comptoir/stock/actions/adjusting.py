"""Corrections of one level by hand, each with its reason."""

from comptoir.identity.rules import Right, may, require
from comptoir.stock import rules
from comptoir.stock.actions.levels import apply, open_levels
from comptoir.stock.queries.correcting import alone, correctable
from comptoir.stock.rules import Quantities
from comptoir.wiring.work import Work


async def adjust_by_hand(
    work: Work,
    *,
    location_id: int,
    variant_id: int,
    reason: rules.ByHand,
    quantity: int,
    kind: rules.Unsellable | None = None,
    remark: str = "",
) -> tuple[Quantities, Quantities]:
    """Adjust a level as somebody of the store, within what they may. The level before and after.

    Raises NotFound, NotAllowed, ManagerNeeded, KindNeeded, TooFew.
    """
    require(work.actor, Right.CORRECT_STOCK, location_id)
    level = await correctable(work, location_id=location_id, variant_id=variant_id)
    is_manager = may(work.actor, Right.MANAGE_STORE, location_id)
    extent = rules.Extent(quantity, quantity * level.price)
    rules.check_alone(extent, alone(work), is_manager=is_manager)
    reference = f"adjustment: {remark}" if remark else "adjustment"
    return await adjust(
        work,
        location_id=location_id,
        variant_id=variant_id,
        reason=reason,
        quantity=quantity,
        kind=rules.kind_of(reason, kind),
        reference=reference,
    )


async def adjust(
    work: Work,
    *,
    location_id: int,
    variant_id: int,
    reason: rules.Adjustment,
    quantity: int,
    kind: rules.Unsellable | None = None,
    reference: str,
) -> tuple[Quantities, Quantities]:
    """Adjust a level by `quantity` units (> 0); `kind` as in `rules.adjusting`. Before and after. Raises TooFew."""
    level = location_id, variant_id
    levels = await open_levels(work, [level])
    before = levels[level].quantities
    change = rules.adjusting(before, reason, quantity, kind=kind)
    await apply(work, levels, {level: change}, reference=reference)
    return before, rules.apply(before, change)
