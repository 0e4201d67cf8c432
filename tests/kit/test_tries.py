"""Counting wrong tries."""

from datetime import UTC, datetime, timedelta

from comptoir.kit.tries import WrongTries

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_who_errs_too_often_waits_until_the_first_of_the_tries_is_old() -> None:
    tries = WrongTries(limit=3, within=timedelta(minutes=1))
    for second in (0, 10, 20):
        assert not tries.are_too_many("a", NOON)
        tries.add("a", NOON + timedelta(seconds=second))
    assert tries.are_too_many("a", NOON + timedelta(seconds=59))
    assert not tries.are_too_many("a", NOON + timedelta(seconds=60))


def test_others_do_not_wait() -> None:
    tries = WrongTries(limit=1, within=timedelta(minutes=1))
    tries.add("a", NOON)
    assert tries.are_too_many("a", NOON)
    assert not tries.are_too_many("b", NOON)


def test_it_never_remembers_more_sources_than_it_may() -> None:
    tries = WrongTries(limit=1, within=timedelta(minutes=1), most=2)
    for source in ("a", "b", "a", "c"):
        tries.add(source, NOON)
    assert [tries.are_too_many(source, NOON) for source in ("a", "b", "c")] == [True, False, True]
