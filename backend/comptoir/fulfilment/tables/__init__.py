"""Preparations with their lines, refusals and handovers; counts with their lines and scans."""

from comptoir.fulfilment.tables.counts import Count, CountLine, CountScan
from comptoir.fulfilment.tables.preparations import Handover, Preparation, PreparationLine, Refusal

__all__ = ["Count", "CountLine", "CountScan", "Handover", "Preparation", "PreparationLine", "Refusal"]
