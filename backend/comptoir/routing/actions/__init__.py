"""Give orders to locations, in the order's transaction; and give again what a location could not keep."""

from comptoir.routing.actions.again import end_waiting_due, reroute, reroute_refused, reroute_waiting, wait
from comptoir.routing.actions.collecting import route_collect
from comptoir.routing.actions.counting import count_given, forget_days
from comptoir.routing.actions.deciding import Seen
from comptoir.routing.actions.placing import Waits, route
from comptoir.routing.actions.policies import (
    change_policy,
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
from comptoir.routing.actions.wanting import Goods, Wanted

__all__ = [
    "Goods",
    "Offer",
    "PromiseGone",
    "PromiseOver",
    "Seen",
    "Told",
    "Waits",
    "Wanted",
    "change_policy",
    "count_given",
    "draft_policy",
    "edit_policy",
    "end_waiting_due",
    "forget_days",
    "look_ahead",
    "offer",
    "publish_policy",
    "publish_standard",
    "read_promise",
    "rename_policy",
    "reroute",
    "reroute_refused",
    "reroute_waiting",
    "route",
    "route_collect",
    "wait",
]
