"""The life of a preparation by its method, what is said of boxes, and what arrives against what was sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from comptoir.fulfilment import rules
from comptoir.fulfilment.rules import Arriving, Line, Method, Move, Settlement, State

WAYS: dict[Method, list[tuple[Move, State]]] = {
    "collect": [("take", "picking"), ("finish", "picked"), ("ready", "ready"), ("collect", "collected")],
    "ship": [("take", "picking"), ("finish", "picked"), ("pack", "packed"), ("ship", "shipped")],
    "transfer": [("take", "picking"), ("finish", "picked"), ("pack", "packed"), ("send", "sent")],
}


@pytest.mark.parametrize("method", WAYS)
def test_each_method_has_its_way_from_open_to_its_end(method: Method) -> None:
    state: State = "open"
    for move, then in WAYS[method]:
        state = rules.next_state(state, move, method=method)
        assert state == then
    assert state not in rules.MOVES


@pytest.mark.parametrize(
    ("method", "state", "move"),
    [
        ("ship", "picked", "ready"),
        ("transfer", "picked", "ready"),
        ("collect", "picked", "pack"),
        ("transfer", "packed", "ship"),
        ("ship", "packed", "send"),
        ("transfer", "picking", "arrive"),
    ],
)
def test_a_move_of_another_method_is_refused_in_a_sentence(method: Method, state: State, move: Move) -> None:
    with pytest.raises(rules.WrongState, match=rules.METHOD_WORDS[method]):
        rules.next_state(state, move, method=method)


@pytest.mark.parametrize("method", ["ship", "transfer"])
def test_packing_can_be_undone_and_cancelled_until_the_boxes_leave(method: Method) -> None:
    assert rules.next_state("packed", "unpack", method=method) == "picked"
    assert rules.next_state("packed", "cancel", method=method) == "cancelled"
    for gone in ("shipped", "sent"):
        with pytest.raises(rules.WrongState):
            rules.next_state(gone, "cancel", method=method)


def test_weights_are_read_as_people_type_them() -> None:
    assert rules.check_weights(["1.2", " 0,250 ", "12"], boxes=3) == [1200, 250, 12_000]
    assert rules.check_weights(["3"], boxes=2) == [3000, None]
    assert rules.check_weights([], boxes=1) == [None]


@pytest.mark.parametrize("typed", ["0", "0,0004", "-1", "heavy", "1.2.3", "1e3", "4000"])
def test_what_is_no_weight_is_refused(typed: str) -> None:
    with pytest.raises(rules.WeightMissing):
        rules.check_weights([typed], boxes=1)


@pytest.mark.parametrize("boxes", [-1, 0, 51])
def test_there_is_at_least_one_box_and_not_a_lorry_of_them(boxes: int) -> None:
    with pytest.raises(rules.WrongBoxes):
        rules.check_weights([], boxes=boxes)


def test_a_label_is_one_short_line_or_nothing() -> None:
    assert rules.check_label("  6A 123  45\t", "tracking") == "6A 123 45"
    assert rules.check_label("   ", "carrier") is None
    for wrong in ("x" * 61, "a\x00b"):
        with pytest.raises(rules.WrongLabel):
            rules.check_label(wrong, "carrier")


@pytest.mark.parametrize(
    ("state", "move", "then"),
    [
        ("created", "pick", "created"),
        ("created", "send", "sent"),
        ("created", "cancel", "cancelled"),
        ("sent", "count", "sent"),
        ("sent", "receive", "sent"),
        ("sent", "finish", "received"),
        ("sent", "cancel", None),
        ("created", "count", None),
        ("received", "count", None),
        ("received", "finish", None),
        ("cancelled", "send", None),
    ],
)
def test_a_transfer_is_created_sent_and_received_or_cancelled_before_it_is_sent(
    state: rules.TransferState, move: rules.TransferMove, then: str | None
) -> None:
    if then is None:
        with pytest.raises(rules.WrongTransferState):
            rules.next_transfer_state(state, move)
    else:
        assert rules.next_transfer_state(state, move) == then


def test_nothing_is_sent_before_every_unit_is_picked_or_refused() -> None:
    with pytest.raises(rules.UnitsLeft, match="2"):
        rules.check_sending([Line(3, 1, 0), Line(1, 1, 0)])
    with pytest.raises(rules.NothingToSend):
        rules.check_sending([Line(3, 0, 3)])
    rules.check_sending([Line(3, 1, 2)])


@pytest.mark.parametrize(
    ("line", "moving", "is_last", "expected"),
    [
        # Everything is here and sound.
        (Arriving(sent=3, counted=3), 3, True, Settlement(promised=3, free=0, damaged=0, given_back=0)),
        # One is missing: it goes back to the order's line, but only when nothing more will come.
        (Arriving(sent=3, counted=2), 3, True, Settlement(promised=2, free=0, damaged=0, given_back=1)),
        (Arriving(sent=3, counted=2), 3, False, Settlement(promised=2, free=0, damaged=0, given_back=0)),
        # The third one comes the day after.
        (Arriving(sent=3, received=2, counted=1), 1, True, Settlement(promised=1, free=0, damaged=0, given_back=0)),
        # One of three is damaged: the order can't have it, whatever else comes.
        (Arriving(sent=3, counted=3, broken=1), 3, False, Settlement(promised=2, free=0, damaged=1, given_back=1)),
        # One more than was sent is the store's, and makes up for a damaged one.
        (Arriving(sent=3, counted=4), 3, True, Settlement(promised=3, free=1, damaged=0, given_back=0)),
        (Arriving(sent=3, counted=4, broken=1), 3, True, Settlement(promised=3, free=0, damaged=1, given_back=0)),
        # Of no order, or of one that was cancelled meanwhile.
        (Arriving(sent=3, counted=2, broken=1), 0, True, Settlement(promised=0, free=1, damaged=1, given_back=0)),
        # Lost.
        (Arriving(sent=3), 3, True, Settlement(promised=0, free=0, damaged=0, given_back=3)),
    ],
)
def test_what_becomes_of_what_arrives(line: Arriving, moving: int, is_last: bool, expected: Settlement) -> None:
    assert rules.settle(line, moving=moving, is_last=is_last) == expected


@given(
    sent=some.integers(0, 9),
    counted=some.integers(0, 12),
    broken=some.integers(0, 12),
    moving=some.integers(0, 9),
    is_last=some.booleans(),
)
def test_every_unit_that_is_counted_has_one_place_and_every_unit_of_an_order_an_answer(
    sent: int, counted: int, broken: int, moving: int, is_last: bool
) -> None:
    line = Arriving(sent=sent, counted=counted, broken=min(broken, counted))
    of = rules.settle(line, moving=moving, is_last=is_last)
    assert of.promised + of.free + of.damaged == counted
    assert of.promised + of.given_back <= moving
    assert not is_last or of.promised + of.given_back == moving
    assert min(of.promised, of.free, of.damaged, of.given_back) >= 0


def test_what_is_missing_and_what_nobody_sent() -> None:
    assert (Arriving(5, received=2, counted=1).missing, Arriving(5, received=2, counted=1).expected) == (2, 3)
    assert (Arriving(5, received=4, counted=3).extra, Arriving(5, received=4, counted=3).missing) == (2, 0)
