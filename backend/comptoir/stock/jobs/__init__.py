"""Feeds that are run: other systems sent them, and they take longer than any transaction may."""

from comptoir.stock.jobs.reporting import report
from comptoir.stock.jobs.runs import FEEDING, running

__all__ = ["FEEDING", "report", "running"]
