"""How many rows go into one transaction: as many as it takes in its time."""

TARGET_S = 0.03
"""Half of the time that a write transaction may live, since the next may be slower than the last."""

BESIDE_S = 0.01
"""While others are at work they wait for no longer than this."""

FIRST, FEWEST, MOST = 500, 50, 8000
GROWTH = 1.5


def next_size(size: int, took_s: float, *, is_alone: bool = True) -> int:
    """The rows of the next chunk, when one of `size` rows took so long: fewer at once, more step by step."""
    fitting = int(size * (TARGET_S if is_alone else BESIDE_S) / max(took_s, 1e-4))
    return max(FEWEST, min(fitting, int(size * GROWTH), MOST))
