"""The doors for machines."""

from comptoir.stock.api.availability import AvailabilityApi

__all__ = ["AvailabilityApi"]
