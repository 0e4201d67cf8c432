"""The verbs of store work, a file for each stage of a preparation's life, or of a count's; of transfers in theirs."""

from comptoir.fulfilment.actions.approving import approve_count, enter_due
from comptoir.fulfilment.actions.conflicts import note_conflict
from comptoir.fulfilment.actions.counting import count_all, count_units, start_count, undo_last_scan, undo_scan
from comptoir.fulfilment.actions.ending import cancel_for_order, cancel_handover, expire_due
from comptoir.fulfilment.actions.handing_over import check_shown, hand_over
from comptoir.fulfilment.actions.labels import (
    Wish,
    forget_labels,
    queue_cancelling,
    queue_labels,
    void_cancelled,
    want_again,
)
from comptoir.fulfilment.actions.looking import note_what_a_transfer_found, note_what_was_found
from comptoir.fulfilment.actions.opening import NewPart, add_to_preparation, open_preparation
from comptoir.fulfilment.actions.packing import Boxed, Carriage, pack, send, ship, unpack
from comptoir.fulfilment.actions.picking import (
    Said,
    pick,
    pick_by_code,
    pick_units,
    refuse,
    refuse_units,
    unpick,
    unpick_units,
)
from comptoir.fulfilment.actions.putting_back import put_back, put_back_by_code
from comptoir.fulfilment.actions.readying import announce_due, ready, undo_ready
from comptoir.fulfilment.actions.reminding import remind_due
from comptoir.fulfilment.actions.resolving import resolve
from comptoir.fulfilment.actions.reviewing import cancel_count, reopen_count, review_count, want_recount
from comptoir.fulfilment.actions.ringing import escalate_due, ring_again_due
from comptoir.fulfilment.actions.ruling import decide_counter, name_proxy
from comptoir.fulfilment.actions.substituting import Short, lock_short, lock_short_of, refuse_short, replace_units
from comptoir.fulfilment.actions.taking import hand_back, take
from comptoir.fulfilment.actions.withdrawing import Because, withdraw, withdraw_whole

__all__ = [
    "Because",
    "Boxed",
    "Carriage",
    "NewPart",
    "Said",
    "Short",
    "Wish",
    "add_to_preparation",
    "announce_due",
    "approve_count",
    "cancel_count",
    "cancel_for_order",
    "cancel_handover",
    "check_shown",
    "count_all",
    "count_units",
    "decide_counter",
    "enter_due",
    "escalate_due",
    "expire_due",
    "forget_labels",
    "hand_back",
    "hand_over",
    "lock_short",
    "lock_short_of",
    "name_proxy",
    "note_conflict",
    "note_what_a_transfer_found",
    "note_what_was_found",
    "open_preparation",
    "pack",
    "pick",
    "pick_by_code",
    "pick_units",
    "put_back",
    "put_back_by_code",
    "queue_cancelling",
    "queue_labels",
    "ready",
    "refuse",
    "refuse_short",
    "refuse_units",
    "remind_due",
    "reopen_count",
    "replace_units",
    "resolve",
    "review_count",
    "ring_again_due",
    "send",
    "ship",
    "start_count",
    "take",
    "undo_last_scan",
    "undo_ready",
    "undo_scan",
    "unpack",
    "unpick",
    "unpick_units",
    "void_cancelled",
    "want_again",
    "want_recount",
    "withdraw",
    "withdraw_whole",
]
