"""The French catalogue: whole, well set, and in line with what is said."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from babel.messages.catalog import Message

from comptoir.fulfilment.rules import STATE_WORDS, State, WrongState, counts
from comptoir.wiring.pages import environment, sentence
from comptoir.wiring.problems import problem
from scripts.messages import FRENCH, brought_in_line, kept, write
from tests.wiring.french import texts

NO_BREAK, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
ILL_SET = re.compile(r"'| [:;!?»]|« |\S[;!?](?!\w)")
"""A typewriter's apostrophe; a space that may break, or none, where French wants one that does not."""


def messages() -> list[Message]:
    return [message for message in kept(FRENCH) if message.id]


def translated() -> Iterator[str]:
    return (text for message in messages() for text in texts(message.string))


def test_the_catalogue_is_as_make_messages_leaves_it(tmp_path: Path) -> None:
    written = tmp_path / "comptoir.po"
    write(brought_in_line(kept(FRENCH)), written)
    assert written.read_text() == FRENCH.read_text(), "Run make messages, and translate what is new."


def test_every_message_is_translated() -> None:
    assert [message.id for message in messages() if message.fuzzy or not all(texts(message.string))] == []


def test_places_and_plurals_agree() -> None:
    assert [message.id for message in messages() if not agrees(message)] == []


def agrees(message: Message) -> bool:
    said, meant = texts(message.string), texts(message.id)
    return len(said) == len(meant) and {places(text) for text in said} == {places(text) for text in meant}


def places(text: str) -> tuple[str, ...]:
    return tuple(sorted(set(re.findall(r"%\(\w+\)s|%[^(]|{\w+}", text))))


def test_it_is_set_as_french_is() -> None:
    assert [text for text in translated() if ILL_SET.search(text)] == []


@pytest.mark.parametrize("text", ["l'ordre", "Prête !", "Qui ?", "Code :", "Code ; nom", "« Prête", "Prête »", "Qui?"])
def test_ill_set_french_is_seen(text: str) -> None:
    assert ILL_SET.search(text)


@pytest.mark.parametrize("text", [f"Qui{NARROW}?", f"Code{NO_BREAK}:", f"«{NO_BREAK}Prête{NO_BREAK}»", "18:30", "a@b"])
def test_well_set_french_is_let_be(text: str) -> None:
    assert not ILL_SET.search(text)


@pytest.mark.parametrize("state", get_args(State))
@pytest.mark.parametrize("locale", ["en", "fr"])
def test_a_message_calls_a_state_as_the_screens_do(locale: str, state: State) -> None:
    macros: Any = environment(locale).get_template("macros/order.html").make_module({"now": None})
    assert word_in(macros.state(state)) in word_of(sentence(locale, WrongState(state=state)))


@pytest.mark.parametrize("state", get_args(counts.State))
@pytest.mark.parametrize("locale", ["en", "fr"])
def test_the_same_for_a_count(locale: str, state: counts.State) -> None:
    macros: Any = environment(locale).get_template("fulfilment/_count_parts.html").make_module({})
    assert word_in(macros.count_state(state)) in word_of(sentence(locale, counts.CountMovedOn(state=state)))


def word_in(html: object) -> str:
    """What a screen says, in quotes."""
    return f"“{re.sub(r'<[^>]+>', '', str(html)).strip()}”"


def word_of(told: str) -> str:
    """A sentence with English quotes."""
    return told.translate({0xAB: "“", 0xBB: "”", 0xA0: None})


def test_a_machine_gets_the_state_and_reads_the_word() -> None:
    told = problem(WrongState(state="picking"), path="/api")
    assert told["state"] == "picking"
    assert f"“{STATE_WORDS['picking']}”" in told["title"]
