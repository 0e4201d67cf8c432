"""A long list is pushed without the rows that everybody has."""

from typing import Any

import msgspec

from comptoir.fulfilment.queries.entries import Entry
from comptoir.wiring.pages import environment
from comptoir.wiring.thin import Thinner
from tests.wiring.test_kept import ENTRY, IMPORT, NOON

LIST = (
    IMPORT
    + "<ol>{% for entry in entries %}{{ kept.marked(entry_to_do, entry, entry.promise_at, now) }}{% endfor %}</ol>"
)


def listed(*entries: Any, now: Any = NOON) -> str:
    return environment("en").from_string(LIST).render(entries=entries, now=now)


def numbered(number: str, **changed: Any) -> Entry:
    return msgspec.structs.replace(ENTRY, number=number, **changed)


BRIE, COMTE, MORBIER = (numbered(number) for number in ("BRIE-0001", "COMT-0001", "MORB-0001"))


def test_the_first_push_is_whole() -> None:
    whole = listed(BRIE, COMTE)
    assert Thinner().thin("store:1:queue", "en", whole) == whole


def test_the_next_leaves_out_what_did_not_change() -> None:
    thinner = Thinner()
    thinner.thin("store:1:queue", "en", listed(BRIE, COMTE))
    thin = thinner.thin("store:1:queue", "en", listed(BRIE, numbered("COMT-0001", version=4), MORBIER))
    assert "BRIE-0001" not in thin
    assert thin.count("data-same") == 1
    assert all(number in thin for number in ("COMT-0001", "MORB-0001"))


def test_a_row_left_out_says_which_it_was() -> None:
    thinner = Thinner()
    whole = listed(BRIE)
    mark = whole.partition('data-mark="')[2].partition('"')[0]
    thinner.thin("store:1:queue", "en", whole)
    thin = thinner.thin("store:1:queue", "en", whole)
    assert thin.split("\n")[0] == f'<ol><li data-mark="{mark}" id="entry-{ENTRY.id}" data-same></li>'


def test_a_row_that_only_grew_older_is_left_out_too() -> None:
    thinner = Thinner()
    thinner.thin("store:1:queue", "en", listed(BRIE))
    later = NOON.replace(minute=7)
    assert "data-same" in thinner.thin("store:1:queue", "en", listed(BRIE, now=later))


def test_each_list_and_each_language_is_remembered_by_itself() -> None:
    thinner = Thinner()
    thinner.thin("store:1:queue", "en", listed(BRIE))
    assert "BRIE-0001" in thinner.thin("store:1:queue", "fr", listed(BRIE))
    assert "BRIE-0001" in thinner.thin("store:2:queue", "en", listed(BRIE))


def test_a_list_that_was_empty_meanwhile_is_whole_again() -> None:
    thinner = Thinner()
    for rows in ([BRIE], []):
        thinner.thin("store:1:queue", "en", listed(*rows))
    assert "BRIE-0001" in thinner.thin("store:1:queue", "en", listed(BRIE))


def test_only_so_many_lists_are_remembered() -> None:
    thinner = Thinner(size=2)
    for store in (1, 2, 3):
        thinner.thin(f"store:{store}:queue", "en", listed(BRIE))
    assert "BRIE-0001" in thinner.thin("store:1:queue", "en", listed(BRIE))


def test_what_a_page_showed_when_it_was_opened_is_left_out_of_the_first_push() -> None:
    thinner = Thinner()
    thinner.learn("store:1:queue", "en", listed(BRIE, COMTE))
    thin = thinner.thin("store:1:queue", "en", listed(BRIE, numbered("COMT-0001", version=4)))
    assert "BRIE-0001" not in thin
    assert "COMT-0001" in thin


def test_what_was_pushed_is_known_better_than_what_was_seen_before() -> None:
    thinner = Thinner()
    thinner.thin("store:1:queue", "en", listed(COMTE))
    thinner.learn("store:1:queue", "en", listed(BRIE))
    assert "BRIE-0001" in thinner.thin("store:1:queue", "en", listed(BRIE))
