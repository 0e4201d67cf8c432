"""The doors for machines."""

from comptoir.routing.api.boosts import BoostsApi
from comptoir.routing.api.decisions import DecisionsApi
from comptoir.routing.api.policies import PoliciesApi, SchemaApi

__all__ = ["BoostsApi", "DecisionsApi", "PoliciesApi", "SchemaApi"]
