"""The doors for machines."""

from comptoir.stock.api.availability import AvailabilityApi
from comptoir.stock.api.export import ExportApi

__all__ = ["AvailabilityApi", "ExportApi"]
