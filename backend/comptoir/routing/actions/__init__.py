"""Give orders to locations, in the order's transaction; and give again what a location could not keep."""

from comptoir.routing.actions.again import (
    end_waiting_due,
    reroute,
    reroute_lost,
    reroute_refused,
    reroute_waiting,
    reroute_withdrawn,
    see_chances,
    see_chances_at,
    see_chances_due,
    wait,
)
from comptoir.routing.actions.boosting import Terms, change_boost, draft_counting_help, open_boost, stop_boost
from comptoir.routing.actions.collecting import route_collect
from comptoir.routing.actions.counting import count_given, forget_days, uncount_given
from comptoir.routing.actions.deciding import Seen
from comptoir.routing.actions.gathering import gather
from comptoir.routing.actions.helping import give_back_help, give_back_uncollected
from comptoir.routing.actions.paces import note_pace
from comptoir.routing.actions.placing import Waits, route
from comptoir.routing.actions.policies import (
    DraftMovedOn,
    NoDraft,
    change_policy,
    delete_draft,
    draft_policy,
    edit_policy,
    publish_policy,
    publish_standard,
    rename_policy,
)
from comptoir.routing.actions.promising import (
    Offer,
    PromiseGone,
    PromiseOver,
    Told,
    look_ahead,
    offer,
    read_promise,
)
from comptoir.routing.actions.reconsidering import Instead, lock_ahead, reconsider, without
from comptoir.routing.actions.risks import move_at_risk_due, note_risks, note_risks_at
from comptoir.routing.actions.shortfalls import withdraw_bought, withdraw_short
from comptoir.routing.actions.trying import follow_live, queue_trial, start_trial, stop_trial
from comptoir.routing.actions.wanting import Goods, Wanted

__all__ = [
    "DraftMovedOn",
    "Goods",
    "Instead",
    "NoDraft",
    "Offer",
    "PromiseGone",
    "PromiseOver",
    "Seen",
    "Terms",
    "Told",
    "Waits",
    "Wanted",
    "change_boost",
    "change_policy",
    "count_given",
    "delete_draft",
    "draft_counting_help",
    "draft_policy",
    "edit_policy",
    "end_waiting_due",
    "follow_live",
    "forget_days",
    "gather",
    "give_back_help",
    "give_back_uncollected",
    "lock_ahead",
    "look_ahead",
    "move_at_risk_due",
    "note_pace",
    "note_risks",
    "note_risks_at",
    "offer",
    "open_boost",
    "publish_policy",
    "publish_standard",
    "queue_trial",
    "read_promise",
    "reconsider",
    "rename_policy",
    "reroute",
    "reroute_lost",
    "reroute_refused",
    "reroute_waiting",
    "reroute_withdrawn",
    "route",
    "route_collect",
    "see_chances",
    "see_chances_at",
    "see_chances_due",
    "start_trial",
    "stop_boost",
    "stop_trial",
    "uncount_given",
    "wait",
    "withdraw_bought",
    "withdraw_short",
    "without",
]
