"""What a page says to people, and which of it is English that has a French."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from scripts.messages import FRENCH, kept

SAID = ("aria-label", "title", "placeholder", "alt")
UNSAID = ("script", "style", "code")
PLACE = re.compile(r"%\\\(\w+\\\)s")


def texts(forms: Any) -> tuple[str, ...]:
    """A message's text, or its forms for one and many."""
    return tuple(forms) if isinstance(forms, tuple | list) else (forms,)


class Said(HTMLParser):
    """The texts of a page, and of its attributes that are read out or shown."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._within = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag
        words = dict(attrs).get("id") == "words"  # those that scripts show
        self.texts += [value for name, value in attrs if value and (name in SAID or (words and name != "id"))]

    def handle_data(self, data: str) -> None:
        if self._within not in UNSAID and data.strip():
            self.texts.append(" ".join(data.split()))


def english_in(html: str) -> set[str]:
    """The texts of a French page that are a message's English."""
    patterns = [re.compile(PLACE.sub(".+", re.escape(message))) for message in _english()]
    return {text for text in Said(html).texts for pattern in patterns if pattern.fullmatch(text)}


def _english() -> Iterator[str]:
    """Every message that is said otherwise in French."""
    for message in kept(FRENCH):
        for text in texts(message.id):
            if re.search(r"[A-Za-z]{2}", re.sub(r"%\(\w+\)s", "", text)) and text not in texts(message.string):
                yield text
