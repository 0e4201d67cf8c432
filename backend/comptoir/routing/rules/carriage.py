"""How goods travel, and what that costs: tariffs by zone to customers, legs between locations."""

from functools import lru_cache

import msgspec
import numpy as np

from comptoir.routing.rules.demand import HANDLING, Handling, bits
from comptoir.routing.rules.measures import Amount, Country, Kilometres, Minutes, Word
from comptoir.routing.rules.numbers import MILLIS, Ints, Mask, ints

FOR_EVER = 2**62


class Zone(msgspec.Struct, frozen=True, cache_hash=True, omit_defaults=True, forbid_unknown_fields=True):
    """A tariff for parcels to customers who live `up_to_km` from the location that ships, or any distance away.

    It is for the named countries, or all; and for the named areas, or for customers in no area of their own. `minutes`
    is the transit time; `handling` names what the carrier's service can carry.
    """

    name: Word
    base: Amount
    per_kg: Amount = 0
    minutes: Minutes = 1440
    up_to_km: Kilometres | None = None
    countries: tuple[Country, ...] = ()
    areas: tuple[Word, ...] = ()
    handling: tuple[Handling, ...] = HANDLING

    def serves(self, country: str, area: str) -> bool:
        """Whether the tariff is for customers there."""
        return (not self.countries or country in self.countries) and (area in self.areas or not (area or self.areas))


class Leg(msgspec.Struct, frozen=True, cache_hash=True, omit_defaults=True, forbid_unknown_fields=True):
    """A transfer from one location to another, the receiving there included."""

    base: Amount = 0
    per_100_km: Amount = 0
    per_kg: Amount = 0
    minutes: Minutes = 1440
    minutes_per_100_km: Minutes = 0
    handling: tuple[Handling, ...] = HANDLING


class Carriage(msgspec.Struct, frozen=True, cache_hash=True, omit_defaults=True, forbid_unknown_fields=True):
    """All tariffs of a policy."""

    zones: tuple[Zone, ...] = ()
    leg: Leg = Leg()


class Tariff(msgspec.Struct, frozen=True, eq=False):
    """The zones for one destination as columns, the nearest first, and last a row for what no zone reaches.

    `limits` are in metres; money is in millis for a parcel and for a gram.
    """

    names: tuple[str, ...]
    limits: Ints
    base: Ints
    per_gram: Ints
    minutes: Ints
    handling: Ints
    reaches: Mask


@lru_cache(maxsize=256)
def tariff(carriage: Carriage, country: str, area: str) -> Tariff:
    """What parcels to customers there cost."""
    zones = sorted((zone for zone in carriage.zones if zone.serves(country, area)), key=_limit)
    return Tariff(
        names=(*(zone.name for zone in zones), ""),
        limits=ints(_limit(zone) for zone in zones),
        base=ints([*(zone.base * MILLIS for zone in zones), 0]),
        per_gram=ints([*(zone.per_kg for zone in zones), 0]),
        minutes=ints([*(zone.minutes for zone in zones), 0]),
        handling=ints([*(bits(zone.handling, HANDLING) for zone in zones), 0]),
        reaches=np.array([True] * len(zones) + [False]),
    )


def _limit(zone: Zone) -> int:
    return FOR_EVER if zone.up_to_km is None else zone.up_to_km * 1000
