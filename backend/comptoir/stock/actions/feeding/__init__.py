"""What other systems feed to the stock, many rows at once: absolute statements, movements, and what is on its way."""

from comptoir.stock.actions.feeding.arrivals import take_arrivals
from comptoir.stock.actions.feeding.batch import AsOfImpossible, Batch, check_as_of, take_deltas, take_snapshot
from comptoir.stock.actions.feeding.movements import forget_lines, take_movements
from comptoir.stock.actions.feeding.statements import LevelsAbsent, Saying, Taken, take_statements

__all__ = [
    "AsOfImpossible",
    "Batch",
    "LevelsAbsent",
    "Saying",
    "Taken",
    "check_as_of",
    "forget_lines",
    "take_arrivals",
    "take_deltas",
    "take_movements",
    "take_snapshot",
    "take_statements",
]
