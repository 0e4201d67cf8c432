"""The fields of a form, and what they are read by."""

from collections.abc import Iterable
from typing import Any

from comptoir.kit.errors import N_, Invalid

Pair = tuple[str, str]


class FormWrong(Invalid):
    """`wrong` has, by field, what is to be said there."""

    slug = "form-wrong"
    title = N_("Nothing was saved: look at what is marked below.")

    def __init__(self, wrong: dict[str, Invalid]) -> None:
        super().__init__()
        self.wrong = wrong


class Fields:
    """Texts by name: those of a part of a policy, or as they were sent."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._texts: dict[str, list[str]] = {}
        for name, text in pairs:
            self._texts.setdefault(name, []).append(text)

    def one(self, name: str) -> str:
        """The text of a field; empty where it is not there."""
        return self._texts.get(name, [""])[0]

    def all(self, name: str) -> list[str]:
        """What is chosen of several."""
        return self._texts.get(name, [])

    def has(self, name: str, text: str = "on") -> bool:
        """Whether this is chosen."""
        return text in self.all(name)

    def names(self) -> list[str]:
        return list(self._texts)


class Reading:
    """Fields being read: what is wrong is noted, field by field, and reading goes on."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.wrong: dict[str, Invalid] = {}

    def text(self, name: str) -> str:
        """What stands in a field, without spaces around it."""
        return self.fields.one(name).strip(" ")

    def refuse(self, kind: type[Invalid], name: str, **facts: Any) -> None:
        """Note what is wrong with a field: the first thing is said."""
        self.wrong.setdefault(name, kind(field=name, **facts))

    def finish(self) -> None:
        """Raises FormWrong where anything was."""
        if self.wrong:
            raise FormWrong(self.wrong)
