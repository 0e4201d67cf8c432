"""What a device that comes back has missed."""

from comptoir.wiring.fragments import Subject
from comptoir.wiring.log import Position
from comptoir.wiring.recent import Recent


def queue(store: int) -> Subject:
    return Subject("store:{location_id}:queue", f"store:{store}:queue")


def test_it_missed_what_changed_after_it_left() -> None:
    recent = Recent()
    recent.note(queue(1), Position(10, 1))
    recent.note(queue(2), Position(12, 1))
    assert recent.missed([queue(1), queue(2)], Position(10, 1)) == {queue(2)}


def test_it_missed_nothing_of_what_it_does_not_show() -> None:
    recent = Recent()
    recent.note(queue(1), Position(10, 1))
    assert recent.missed([queue(2)], Position(9, 0)) == set()


def test_the_last_change_counts() -> None:
    recent = Recent()
    recent.note(queue(1), Position(10, 1))
    recent.note(queue(1), Position(14, 1))
    assert recent.missed([queue(1)], Position(12, 0)) == {queue(1)}


def test_what_was_too_long_ago_is_not_known() -> None:
    recent = Recent(size=2)
    for n in (1, 2, 3):
        recent.note(queue(n), Position(n, 0))
    assert recent.missed([queue(3)], Position(0, 5)) is None
    assert recent.missed([queue(3)], Position(1, 0)) == {queue(3)}


def test_a_topic_that_changes_all_the_time_pushes_no_other_out() -> None:
    recent = Recent(size=2)
    recent.note(queue(1), Position(1, 0))
    for n in range(2, 50):
        recent.note(queue(2), Position(n, 0))
    assert recent.missed([queue(1)], Position(0, 0)) == {queue(1)}


def test_of_what_changed_in_bulk_all_is_taken_as_missed() -> None:
    recent = Recent(size=2)
    recent.note_bulk(queue(1).kind, Position(5, 0))
    assert recent.missed([queue(1), queue(2)], Position(4, 0)) == {queue(1), queue(2)}
    assert recent.missed([queue(1)], Position(5, 0)) == set()
