"""A row that did not change is not drawn again, and looks as if it had been."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

import pytest
from jinja2 import Environment

from comptoir.fulfilment.queries.entries import Entry
from comptoir.wiring.kept import Kept
from comptoir.wiring.pages import environment

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ENTRY = Entry(
    id=UUID(int=1),
    order_id=UUID(int=2),
    location_id=1,
    version=3,
    method="collect",
    destination=None,
    state="open",
    number="K7Q-4M2X",
    customer="Marie D.",
    promise_at=NOON,
    units=2,
    lines=1,
    units_picked=0,
    units_refused=0,
    waiting_units=0,
    holder=None,
    holder_id=None,
    bin=None,
    code="AB23CD",
    escalated=False,
    rang=1,
    handling=["cold"],
    departments=["Dairy"],
    ready_at=None,
    told_at=None,
    expires_at=None,
)

IMPORT = "{% from 'fulfilment/_entry.html' import entry_to_do with context %}"


class Shelf:
    """A template of one macro that tells how often it was drawn."""

    def __init__(self, size: int = 10, text: str = "<b>{{ row.name }}</b>") -> None:
        self.drawn = 0
        self.kept = Kept(size)
        env = Environment(autoescape=True)
        cast(dict[str, Any], env.globals).update(kept=self.kept, draw=self._draw)
        macro = "{% macro line(row) %}{{ draw() }}" + text + "{% endmacro %}"
        self._template = env.from_string(macro + "{{ kept(line, row, at, now) }}")

    def show(self, row: Any, *, at: datetime | None = None, now: datetime | None = None) -> str:
        return self._template.render(row=row, at=at, now=now)

    def _draw(self) -> str:
        self.drawn += 1
        return ""


def test_the_same_row_is_drawn_once() -> None:
    shelf = Shelf()
    assert shelf.show({"name": "Brie & co"}) == shelf.show({"name": "Brie & co"}) == "<b>Brie &amp; co</b>"
    assert shelf.drawn == 1


def test_a_row_that_changed_is_drawn_again() -> None:
    shelf = Shelf()
    assert [shelf.show({"name": name}) for name in ("Brie", "Comté")] == ["<b>Brie</b>", "<b>Comté</b>"]


def test_a_row_that_shows_the_time_is_drawn_again_when_a_minute_is_over() -> None:
    shelf = Shelf()
    for seconds in (0, 20, 59, 61):
        shelf.show({"name": "Brie"}, at=NOON + timedelta(hours=1), now=NOON + timedelta(seconds=seconds))
    assert shelf.drawn == 2, "within the first minute, and after it"


def test_what_was_not_asked_for_lately_is_forgotten() -> None:
    shelf = Shelf(size=2)
    for name in ("Brie", "Comté", "Brie", "Morbier", "Brie", "Comté"):
        shelf.show({"name": name})
    assert shelf.drawn == 4


def test_another_version_of_a_template_keeps_its_own_rows() -> None:
    before, after = Shelf(), Shelf(text="<i>{{ row.name }}</i>")
    after.kept._rows = before.kept._rows
    assert before.show({"name": "Brie"}) == "<b>Brie</b>"
    assert after.show({"name": "Brie"}) == "<i>Brie</i>"


@pytest.mark.parametrize("locale", ["en", "fr"])
@pytest.mark.parametrize("seconds", [-90061, -4000, -61, -1, 1, 59, 61, 1199, 1201, 3601, 43140, 43261, 90061])
def test_an_order_looks_as_if_it_were_drawn_anew(seconds: int, locale: str) -> None:
    kept = environment(locale).from_string(IMPORT + "{{ kept(entry_to_do, entry, entry.promise_at, now) }}")
    fresh = environment(locale).from_string(IMPORT + "{{ entry_to_do(entry) }}")
    now = NOON - timedelta(seconds=seconds)
    for later in (0.0, 0.4):
        at = now + timedelta(seconds=later)
        assert kept.render(entry=ENTRY, now=at) == fresh.render(entry=ENTRY, now=at)
