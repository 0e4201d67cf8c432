"""What a device that comes back has missed."""

from comptoir.wiring.log import Position
from comptoir.wiring.recent import Recent


def test_it_missed_what_changed_after_it_left() -> None:
    recent = Recent()
    recent.note("store:1:queue", Position(10, 1))
    recent.note("store:2:queue", Position(12, 1))
    assert recent.missed(["store:1:queue", "store:2:queue"], Position(10, 1)) == {"store:2:queue"}


def test_it_missed_nothing_of_what_it_does_not_show() -> None:
    recent = Recent()
    recent.note("store:1:queue", Position(10, 1))
    assert recent.missed(["store:2:queue"], Position(9, 0)) == set()


def test_the_last_change_counts() -> None:
    recent = Recent()
    recent.note("store:1:queue", Position(10, 1))
    recent.note("store:1:queue", Position(14, 1))
    assert recent.missed(["store:1:queue"], Position(12, 0)) == {"store:1:queue"}


def test_what_was_too_long_ago_is_not_known() -> None:
    recent = Recent(size=2)
    for n in (1, 2, 3):
        recent.note(f"store:{n}:queue", Position(n, 0))
    assert recent.missed(["store:3:queue"], Position(0, 5)) is None
    assert recent.missed(["store:3:queue"], Position(1, 0)) == {"store:3:queue"}


def test_a_topic_that_changes_all_the_time_pushes_no_other_out() -> None:
    recent = Recent(size=2)
    recent.note("store:1:queue", Position(1, 0))
    for n in range(2, 50):
        recent.note("store:2:queue", Position(n, 0))
    assert recent.missed(["store:1:queue"], Position(0, 0)) == {"store:1:queue"}
