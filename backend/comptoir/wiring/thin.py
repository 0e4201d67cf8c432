"""Pushes of long lists without the rows that everybody has: a queue of 300 orders is 450 kB, the order that changed 2.

A row that `kept.marked` drew says by its mark what it is made of. Where the push before brought the same, or the page
did when it was opened, the next one has an empty `<li data-mark="…" id="…" data-same>` in its place, and the page
leaves its own row there as it is. The page compares the marks; where it has not what we think it has, it asks for the
whole (frontend/js/thin.js). So whom we remember wrongly loses a moment, and nothing else.
"""

import re

LISTS = 500
"""So many lists are remembered, each in each language; one that is not is pushed whole."""

ROW = re.compile(r'<li data-mark="(\w+)" [^>]*?id="([\w-]+)".*?</li>', re.DOTALL)


class Thinner:
    """What was pushed last of each topic, or is shown before anything was."""

    def __init__(self, size: int = LISTS) -> None:
        self._size = size
        self._pushed: dict[tuple[str, str], frozenset[str]] = {}

    def knows(self, topic: str, locale: str) -> bool:
        """Whether anything of a topic is remembered."""
        return (topic, locale) in self._pushed

    def learn(self, topic: str, locale: str, html: str) -> None:
        """A fragment is shown by pages as it is now; what was pushed meanwhile is known better."""
        marks = marks_of(html)
        if marks and not self.knows(topic, locale):
            self._remember(topic, locale, marks)

    def thin(self, topic: str, locale: str, html: str) -> str:
        """A fragment as it is pushed to those who were handed its last push."""
        marks = marks_of(html)
        had = self._pushed.pop((topic, locale), frozenset[str]())
        if marks:
            self._remember(topic, locale, marks)
        return without(had, html) if marks & had else html

    def _remember(self, topic: str, locale: str, marks: frozenset[str]) -> None:
        self._pushed[topic, locale] = marks
        if len(self._pushed) > self._size:
            del self._pushed[next(iter(self._pushed))]


def marks_of(html: str) -> frozenset[str]:
    """The marks of a fragment's rows."""
    return frozenset(found[1] for found in ROW.finditer(html))


def without(marks: frozenset[str], html: str) -> str:
    """A fragment with an empty row in place of each that has one of the marks."""

    def row(found: re.Match[str]) -> str:
        mark, name = found[1], found[2]
        return f'<li data-mark="{mark}" id="{name}" data-same></li>' if mark in marks else found[0]

    return ROW.sub(row, html)
