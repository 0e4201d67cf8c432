"""What takes long: trying a policy on past orders."""

from comptoir.routing.jobs.trying import try_policy

__all__ = ["try_policy"]
