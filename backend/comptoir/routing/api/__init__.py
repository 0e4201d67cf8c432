"""The doors for machines."""

from comptoir.routing.api.policies import PoliciesApi, SchemaApi

__all__ = ["PoliciesApi", "SchemaApi"]
