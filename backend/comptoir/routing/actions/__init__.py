"""Give orders to locations, in the order's transaction; and give again what a location could not keep."""

from comptoir.routing.actions.again import end_waiting_due, reroute, reroute_refused, reroute_waiting, wait
from comptoir.routing.actions.collecting import route_collect
from comptoir.routing.actions.counting import count_given, forget_days
from comptoir.routing.actions.placing import Waits, route
from comptoir.routing.actions.policies import change_policy, draft_policy, publish_policy, publish_standard
from comptoir.routing.actions.wanting import Goods, Wanted

__all__ = [
    "Goods",
    "Waits",
    "Wanted",
    "change_policy",
    "count_given",
    "draft_policy",
    "end_waiting_due",
    "forget_days",
    "publish_policy",
    "publish_standard",
    "reroute",
    "reroute_refused",
    "reroute_waiting",
    "route",
    "route_collect",
    "wait",
]
