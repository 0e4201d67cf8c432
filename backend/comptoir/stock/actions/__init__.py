"""Everything that happens to units: the only writers of levels, ledger, reservations and holds."""

from comptoir.stock.actions.adjusting import adjust, adjust_by_hand
from comptoir.stock.actions.arriving import Arrival, bring_in, expect
from comptoir.stock.actions.baskets import hold_basket
from comptoir.stock.actions.ending import consume, expire, refuse, release, release_units, send_off, spoil
from comptoir.stock.actions.holding import (
    commit_hold,
    expire_holds,
    extend_hold,
    hold,
    hold_for_customer,
    release_hold,
)
from comptoir.stock.actions.keeping import divide, set_aside
from comptoir.stock.actions.leaving import give_out
from comptoir.stock.actions.levels import lock_levels, open_levels
from comptoir.stock.actions.pacing import measure_paces
from comptoir.stock.actions.reserving import Want, reserve
from comptoir.stock.actions.safekeeping import Fits, forget_rule, keep_back
from comptoir.stock.actions.shelving import say_shelves, take_shelves
from comptoir.stock.actions.stating import Statement, state, state_each
from comptoir.stock.actions.trusting import note_looks

__all__ = [
    "Arrival",
    "Fits",
    "Statement",
    "Want",
    "adjust",
    "adjust_by_hand",
    "bring_in",
    "commit_hold",
    "consume",
    "divide",
    "expect",
    "expire",
    "expire_holds",
    "extend_hold",
    "forget_rule",
    "give_out",
    "hold",
    "hold_basket",
    "hold_for_customer",
    "keep_back",
    "lock_levels",
    "measure_paces",
    "note_looks",
    "open_levels",
    "refuse",
    "release",
    "release_hold",
    "release_units",
    "reserve",
    "say_shelves",
    "send_off",
    "set_aside",
    "spoil",
    "state",
    "state_each",
    "take_shelves",
]
