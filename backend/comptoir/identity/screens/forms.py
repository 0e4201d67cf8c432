"""What the forms of identity send. Whatever doesn't fit is answered by 400 before any screen sees it."""

from typing import Annotated, Literal

import msgspec
from litestar.params import PathParameter, QueryParameter

from comptoir.identity.rules.team import Post
from comptoir.wiring.actors import Role

LARGEST_ID = 2**53
PRINTABLE = r"^[^\x00-\x1f\x7f]*$"

MemberId = Annotated[int, PathParameter(ge=1, le=LARGEST_ID)]
StoreChoice = Annotated[int, QueryParameter(ge=0, le=LARGEST_ID)]
"""A store to narrow a list by; 0 for all."""
NamePart = Annotated[str, QueryParameter(max_length=100, pattern=PRINTABLE)]

Id = Annotated[int, msgspec.Meta(ge=1, le=LARGEST_ID)]
Line = Annotated[str, msgspec.Meta(max_length=100, pattern=PRINTABLE)]
Name = Annotated[str, msgspec.Meta(max_length=100, pattern=r"^(?=.*\S)[^\x00-\x1f\x7f]+$")]
Secret = Annotated[str, msgspec.Meta(max_length=500)]


class PasswordSignIn(msgspec.Struct, frozen=True):
    """Signing in anywhere."""

    email: Line
    password: Secret


class PinSignIn(msgspec.Struct, frozen=True):
    """Signing in on a tablet."""

    staff_id: Id
    pin: Secret


class NewPin(msgspec.Struct, frozen=True):
    """A new PIN; who changes their own names the current one too."""

    pin: Secret
    current_pin: Secret = ""


class NewPassword(msgspec.Struct, frozen=True):
    """A new password, likewise."""

    password: Secret
    current_password: Secret = ""


class LanguageChoice(msgspec.Struct, frozen=True):
    """The language to go on in."""

    locale: Literal["en", "fr"]


class Enrolment(msgspec.Struct, frozen=True):
    """The tablet at hand."""

    location_id: Id
    name: Name


class PostEntry(msgspec.Struct, frozen=True):
    """Somebody's post; a list of one comes as that one."""

    name: Name
    role: Role
    email: Line = ""
    locale: Literal["en", "fr"] = "en"
    locations: list[Id] | Id = []
    pin: Secret = ""
    password: Secret = ""

    def post(self) -> Post:
        """The post that was entered."""
        locations = self.locations if isinstance(self.locations, list) else [self.locations]
        return Post(
            name=self.name, role=self.role, email=self.email, locale=self.locale, locations=frozenset(locations)
        )


class NewKey(msgspec.Struct, frozen=True):
    """A machine's key."""

    name: Name
    scopes: list[Line] | Line = []
    locations: list[Id] | Id = []

    @property
    def scope_list(self) -> list[str]:
        return self.scopes if isinstance(self.scopes, list) else [self.scopes]

    @property
    def location_ids(self) -> frozenset[int]:
        return frozenset(self.locations if isinstance(self.locations, list) else [self.locations])
