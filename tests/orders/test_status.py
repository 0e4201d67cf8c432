"""What an order is, derived from its slices."""

import pytest

from comptoir.orders.rules import Slice, SliceState, Status, status

CASES: list[tuple[list[SliceState], int, Status]] = [
    (["routed"], 0, "routed"),
    (["moving"], 0, "routed"),
    (["routed", "moving"], 0, "routed"),
    (["moving"], 1, "routed"),
    (["moving", "ready"], 0, "partly_ready"),
    (["ready"], 0, "ready"),
    (["ready"], 1, "partly_ready"),
    (["moving", "fulfilled"], 0, "partly_fulfilled"),
    (["fulfilled"], 0, "fulfilled"),
    (["fulfilled"], 1, "partly_fulfilled"),
    (["moving", "refused"], 0, "routed"),
    (["refused"], 1, "waiting"),
    (["cancelled"], 0, "cancelled"),
]


@pytest.mark.parametrize(("states", "unplaced", "expected"), CASES)
def test_the_status_follows_from_the_slices(states: list[SliceState], unplaced: int, expected: Status) -> None:
    assert status([Slice(state, 1) for state in states], unplaced=unplaced) == expected


def test_a_slice_of_nothing_says_nothing() -> None:
    assert status([Slice("moving", 0), Slice("ready", 2)], unplaced=0) == "ready"
