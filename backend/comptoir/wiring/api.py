"""What the doors for machines have in common: the limits of what comes in, the form of a refusal, the documentation."""

from typing import Annotated, Any, cast

import msgspec
from litestar import Request
from litestar.exceptions import ValidationException
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter, QueryParameter
from msgspec import UNSET, Meta, UnsetType

from comptoir.kit.errors import N_, Invalid

# Spelt out, since what \s means differs between Python and the JSON Schema validators of those who call us.
CONTROL = r"\x00-\x1f\x7f-\x9f\u2028\u2029"
SPACE = rf"{CONTROL} \xa0\u1680\u2000-\u200f\u202a-\u202f\u205f-\u206f\u3000\ufeff"
TEXT = rf"^[^{CONTROL}]*[^{SPACE}][^{CONTROL}]*$"
CODE = "^[!-~]+$"

Text = Annotated[str, Meta(min_length=1, max_length=120, pattern=TEXT)]
Code = Annotated[str, Meta(min_length=1, max_length=64, pattern=CODE)]
Quantity = Annotated[int, Meta(ge=1, le=999)]

STRING = {"one_of": None, "type": "string"}
"""What is left out is None to us; nobody can send a null in a header or a query."""

IdempotencyKey = Annotated[
    str | None, HeaderParameter(name="Idempotency-Key", required=True, schema_extra={**STRING, "format": "uuid"})
]
Cursor = Annotated[str | None, QueryParameter(description="The cursor `next` of the page before.", schema_extra=STRING)]

AUTH = {"on_401": "No valid API key.", "on_403": "The key lacks the scope.", "on_503": "The database is away."}


class KeyMissing(Invalid):
    status = 400
    slug = "idempotency-key-missing"
    title = N_("Send a header Idempotency-Key with a UUID of your own, so that a repeated request counts only once.")


class MalformedCursor(Invalid):
    slug = "malformed-cursor"
    title = N_("This cursor is not one that a list gave.")


class WrongField(msgspec.Struct):
    """Where a body or a parameter does not fit."""

    field: str
    message: str


class Stocked(msgspec.Struct):
    """Another store that has the SKU."""

    location: str
    name: str
    available: int


class ShortLine(msgspec.Struct):
    """A line that is wanted in a larger quantity than there is; of the whole network no more is said."""

    sku: str
    wanted: int
    available: int | UnsetType = UNSET
    elsewhere: list[Stocked] | UnsetType = UNSET


class Problem(msgspec.Struct):
    """RFC 9457 problem details. Malformed input comes with `errors`, not enough stock with `lines`."""

    type: str
    title: str
    status: int
    instance: str
    field: str | UnsetType = UNSET
    errors: list[WrongField] | UnsetType = UNSET
    lines: list[ShortLine] | UnsetType = UNSET


def problems(**meanings: str) -> dict[int, ResponseSpec]:
    """The documented refusals of an endpoint: `on_404="…"`."""
    return {
        int(name[3:]): ResponseSpec(
            Problem, description=text, media_type="application/problem+json", generate_examples=False
        )
        for name, text in meanings.items()
    }


async def strictly(request: Request[Any, Any, Any], kind: Any) -> Any:
    """The body as its document has it: Litestar would read a text as a number, and a number as a moment."""
    try:
        return msgspec.convert(_whole(msgspec.json.decode(await request.body())), kind)
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at `$.")
        raise ValidationException(extra=[{"key": place.rstrip("`"), "message": message}]) from error


def _whole(value: Any) -> Any:
    """To JSON Schema 2.0 is a whole number."""
    if isinstance(value, dict):
        return {key: _whole(each) for key, each in cast(dict[str, Any], value).items()}
    if isinstance(value, list):
        return [_whole(each) for each in cast(list[Any], value)]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def require_key(key: str | None) -> str:
    """Raises KeyMissing. The edge does the rest: it refuses keys that are no UUID, and looks them up."""
    if key is None:
        raise KeyMissing
    return key
