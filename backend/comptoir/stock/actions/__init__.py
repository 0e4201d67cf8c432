"""Reserve, release, consume, refuse: the only writers of levels, ledger and reservations."""

from comptoir.stock.actions.ending import consume, expire, refuse, release
from comptoir.stock.actions.levels import lock_levels
from comptoir.stock.actions.reserving import Want, reserve

__all__ = ["Want", "consume", "expire", "lock_levels", "refuse", "release", "reserve"]
