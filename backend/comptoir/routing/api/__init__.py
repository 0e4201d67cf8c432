"""The doors for machines."""

from comptoir.routing.api.boosts import BoostsApi
from comptoir.routing.api.decisions import DecisionsApi
from comptoir.routing.api.policies import PoliciesApi, SchemaApi

DOORS = (
    BoostsApi,
    DecisionsApi,
    PoliciesApi,
    SchemaApi,
)
"""What it serves: each class at its own addresses."""

__all__ = ["DOORS"]
