"""The doors for machines."""

from comptoir.stock.api.availability import AvailabilityApi
from comptoir.stock.api.export import ExportApi
from comptoir.stock.api.feeds import FeedsApi
from comptoir.stock.api.holds import HoldsApi
from comptoir.stock.api.levels import LevelsApi
from comptoir.stock.api.shelves import ShelvesApi
from comptoir.stock.api.standing import StandingApi

DOORS = (
    AvailabilityApi,
    ExportApi,
    FeedsApi,
    HoldsApi,
    LevelsApi,
    ShelvesApi,
    StandingApi,
)
"""What it serves: each class at its own addresses."""

__all__ = ["DOORS"]
