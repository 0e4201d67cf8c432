"""Refusals: errors that are sentences about a domain object and carry their HTTP status.

Each slice declares its own beside what raises them. At the edge a machine gets RFC 9457 problem JSON, a person gets the
sentence in their language.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar


def N_(message: str) -> str:  # noqa: N802 - gettext's usual name for "mark for translation"
    """Mark a message for translation; it is translated where it is shown."""
    return message


class Refused(Exception):
    """A command that was understood and is not carried out.

    Class attributes: `status` (HTTP), `slug` (the problem's type), `title` (an English msgid with %(name)s places).
    `facts` fill the places and travel in the problem JSON. `field` names the input that it is about, if there is one.
    `words` has, for a place that is filled by an identifier, the word (an English msgid) that people read instead.
    """

    status: ClassVar[int] = 409
    slug: ClassVar[str] = "refused"
    title: ClassVar[str] = N_("This is not possible.")
    words: ClassVar[Mapping[str, Mapping[str, str]]] = {}

    def __init__(self, *, field: str | None = None, **facts: Any) -> None:
        self.field = field
        self.facts = facts
        super().__init__(self.sentence())

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """The title with its places filled, in English or in the language that `translate` speaks."""
        said = {place: translate(words[self.facts[place]]) for place, words in self.words.items()}
        return translate(self.title) % (self.facts | said)


def refusal_of(slug: str, facts: Mapping[str, Any]) -> Refused:
    """A refusal that was written down, to be read again; one that is no longer known says that it was not possible."""
    known = {kind.slug: kind for kind in _kinds(Refused) if kind.__module__.startswith("comptoir.")}
    try:
        return known.get(slug, Refused)(**facts)
    except KeyError:
        return Refused()


def _kinds(of: type[Refused]) -> Iterator[type[Refused]]:
    for kind in of.__subclasses__():
        yield kind
        yield from _kinds(kind)


class NotFound(Refused):
    """The thing does not exist, or not for this actor."""

    status = 404
    slug = "not-found"
    title = N_("We could not find this.")


class NotAllowed(Refused):
    """The actor has no right to do this."""

    status = 403
    slug = "not-allowed"
    title = N_("You do not have the right to do this.")


class NotSignedIn(Refused):
    """Nobody is signed in, or the key is not known."""

    status = 401
    slug = "not-signed-in"
    title = N_("Please sign in.")


class Invalid(Refused):
    """The input cannot be right."""

    status = 422
    slug = "invalid"
    title = N_("Please check what you entered.")
