"""What travels on `/live`, both ways.

    browser → server  {"do": "subscribe", "topics": ["store:12:queue"], "position": "<xid>:<id>", "locale": "fr"}
                      {"do": "unsubscribe", "topics": [...]}   {"do": "ping"}
    server → browser  {"is": "subscribed", "topics": [...], "position": "..."}
                      {"is": "push", "topic": "...", "html": "...", "position": "...", "names": ["PreparationOpened"]}
                      {"is": "reload"}   {"is": "ended", "topic": "..."}   {"is": "pong", "position": "..."}
                      {"is": "error", "title": "...", "topic": "..."}

A device remembers the last position that it was told, and says it when it comes back. A push's position lies before
the push, so that what was told but not yet sent is sent again. A push without names brings a device up to date.
"""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

LONGEST = 32_768
"""Characters of a message from a browser."""

Topic = Annotated[str, Meta(min_length=1, max_length=200)]
PositionText = Annotated[str, Meta(pattern=r"^\d{1,19}:\d{1,19}$")]


class Subscribe(msgspec.Struct, tag_field="do", tag="subscribe"):
    """The page shows these topics, as they were at the position; without one it shows nothing of them yet."""

    topics: list[Topic]
    position: PositionText | None = None
    locale: str = "en"


class Unsubscribe(msgspec.Struct, tag_field="do", tag="unsubscribe"):
    """The page no longer shows these topics."""

    topics: list[Topic]


class Ping(msgspec.Struct, tag_field="do", tag="ping"):
    """Is anybody there?"""


class Subscribed(msgspec.Struct, tag_field="is", tag="subscribed"):
    """These topics are pushed from now on."""

    topics: list[str]
    position: str


class Push(msgspec.Struct, tag_field="is", tag="push"):
    """A topic's fragment as it is now, and the names of the events that changed it."""

    topic: str
    html: str
    position: str
    names: list[str]


class Reload(msgspec.Struct, tag_field="is", tag="reload"):
    """Too much was missed: load the page again."""


class Ended(msgspec.Struct, tag_field="is", tag="ended"):
    """The right to see the topic ended, or the thing is gone."""

    topic: str


class Pong(msgspec.Struct, tag_field="is", tag="pong"):
    """All that happened before the position has been sent; none is said to a device that is behind."""

    position: str | UnsetType = UNSET


class Error(msgspec.Struct, tag_field="is", tag="error"):
    """A message was not carried out."""

    title: str
    topic: str | UnsetType = UNSET


Incoming = Subscribe | Unsubscribe | Ping

_decoder: msgspec.json.Decoder[Incoming] = msgspec.json.Decoder(Incoming)


def read(message: str) -> Incoming:
    """What a browser said. Raises msgspec.DecodeError (ValidationError is one) for anything else."""
    return _decoder.decode(message)


def written(message: Any) -> str:
    """A message as it travels."""
    return msgspec.json.encode(message).decode()
