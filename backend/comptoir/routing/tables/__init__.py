"""Policies and trials; decisions and what waits; the work that is given; boosts."""

from comptoir.routing.tables.boosts import BoostPart, BoostSlice, BoostUse, RoutingBoost
from comptoir.routing.tables.decisions import HeldOrder, RoutingDecision, RoutingNetwork, RoutingRisk, RoutingWait
from comptoir.routing.tables.policies import RoutingPolicy, RoutingPolicyChange, RoutingTrial
from comptoir.routing.tables.work import CapacityDay, RoutingPace

__all__ = [
    "BoostPart",
    "BoostSlice",
    "BoostUse",
    "CapacityDay",
    "HeldOrder",
    "RoutingBoost",
    "RoutingDecision",
    "RoutingNetwork",
    "RoutingPace",
    "RoutingPolicy",
    "RoutingPolicyChange",
    "RoutingRisk",
    "RoutingTrial",
    "RoutingWait",
]
