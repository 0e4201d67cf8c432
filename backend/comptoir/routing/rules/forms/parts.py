"""Which fields each part of a policy has."""

from collections.abc import Iterator
from functools import reduce
from typing import Any

import msgspec

from comptoir.routing.rules.demand import HANDLING, METHODS
from comptoir.routing.rules.forms.amounts import Money, Parcels, Span, Whole
from comptoir.routing.rules.forms.fields import Pair, Reading
from comptoir.routing.rules.forms.kinds import Countries, Flag, Kind, Name, One, Several, Words
from comptoir.routing.rules.forms.times import MINUTES_A_DAY, Moment, TimeOfDay

CHANNELS = ("web", "store", "app", "marketplace")
WORTH = Money(most=1_000_000_000, is_open=True)


class Value(msgspec.Struct, frozen=True):
    """A value of a part: where it is, of which kind, and what it is to begin with."""

    path: str
    kind: Kind
    usual: Any = None


Spec = tuple[Value, ...]

RULE: Spec = (
    Value("name", Name(), ""),
    Value("when.channels", Several(CHANNELS), ()),
    Value("when.methods", Several(METHODS), ()),
    Value("when.countries", Countries(), ()),
    Value("when.tags", Words(), ()),
    Value("when.least_value", WORTH),
    Value("when.most_value", WORTH),
    Value("when.since", Moment()),
    Value("when.until", Moment()),
    Value("when.weekdays", Several((0, 1, 2, 3, 4, 5, 6)), ()),
    Value("when.from_minute", TimeOfDay(0), 0),
    Value("when.to_minute", TimeOfDay(MINUTES_A_DAY), MINUTES_A_DAY),
    Value("waiting.hours", Whole(8_760), 48),
    Value("waiting.then", One(("cancel", "person")), "person"),
)
SPLITTING: Spec = (
    Value("splitting.parcels", Parcels(), None),
    Value("splitting.by", One(("quantity", "line")), "quantity"),
    Value("splitting.incomplete", One(("goes", "waits")), "goes"),
    Value("splitting.siblings", Flag(), usual=False),
    Value("splitting.least_units", Whole(100_000), 0),
    Value("splitting.least_value", Money(), 0),
)
FILTERS: dict[str, Spec] = {
    "online": (),
    "service": (),
    "handling": (),
    "capacity": (Value("spare", Whole(100_000), 0),),
    "in_time": (Value("grace", Span(), 0),),
    "distance": (Value("km", Whole(20_040), 50),),
    "zone": (Value("names", Words(), ()),),
    "country": (Value("names", Countries(), ()),),
    "tags": (Value("any_of", Words(), ()), Value("none_of", Words(), ())),
    "trust": (Value("at_least", Whole(100), 80),),
}
CRITERIA: dict[str, Spec] = {
    "shipping": (Value("percent", Whole(1_000), 100),),
    "picking": (
        Value("store.per_parcel", Money(500), 150),
        Value("store.per_unit", Money(200), 20),
        Value("warehouse.per_parcel", Money(500), 80),
        Value("warehouse.per_unit", Money(200), 10),
    ),
    "distance": (Value("per_100_km", Money(500), 50),),
    "lateness": (Value("per_hour", Money(500), 25),),
    "parcel": (Value("each", Money(1_000), 200),),
    "load": (Value("at_full", Money(1_000), 300),),
    "cover": (
        Value("last_piece", Money(1_000), 150),
        Value("enough_days", Whole(365, least=1), 30),
        Value("broken_run", Money(1_000), 0),
    ),
    "trust": (Value("per_refusal", Money(2_000), 400),),
    "boost": (Value("percent", Whole(1_000), 100),),
}
ZONE: Spec = (
    Value("name", Name(), ""),
    Value("base", Money(2_000), 590),
    Value("per_kg", Money(500), 0),
    Value("minutes", Span(), 1440),
    Value("up_to_km", Whole(20_040, is_open=True)),
    Value("countries", Countries(), ()),
    Value("areas", Words(), ()),
    Value("handling", Several(HANDLING), HANDLING),
)
LEG: Spec = (
    Value("base", Money(2_000), 0),
    Value("per_100_km", Money(500), 0),
    Value("per_kg", Money(500), 0),
    Value("minutes", Span(), 1440),
    Value("minutes_per_100_km", Span(), 0),
    Value("handling", Several(HANDLING), HANDLING),
)
PUTTING_BACK: Spec = (
    Value("per_preparation", Money(1_000), 150),
    Value("per_unit", Money(500), 20),
)


def written(spec: Spec, part: Any = None, prefix: str = "") -> Iterator[Pair]:
    """The fields of a part; with what is usual where there is none yet."""
    for value in spec:
        yield from value.kind.write(prefix + value.path, value_of(part, value))


def read(spec: Spec, reading: Reading, before: Any = None, prefix: str = "") -> dict[str, Any]:
    """The values in the fields, nested as a part holds them."""
    found: dict[str, Any] = {}
    for value in spec:
        *within, last = value.path.split(".")
        place = reduce(lambda inner, name: inner.setdefault(name, {}), within, found)
        place[last] = value.kind.read(reading, prefix + value.path, value_of(before, value))
    return found


def value_of(part: Any, value: Value) -> Any:
    """What a part has there; what is usual where there is no part."""
    return value.usual if part is None else reduce(getattr, value.path.split("."), part)
