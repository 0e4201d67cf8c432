"""A policy: the rules of routing as data, which people write, try and publish, and plans follow."""

from typing import Annotated, Any, Literal

import msgspec

from comptoir.routing.rules.always import ALWAYS
from comptoir.routing.rules.carriage import Carriage
from comptoir.routing.rules.criteria import AnyCriterion
from comptoir.routing.rules.demand import Demand, Method
from comptoir.routing.rules.filtering import Filter
from comptoir.routing.rules.filters import AnyFilter
from comptoir.routing.rules.measures import Amount, Count, Country, Hours, Moment, Value, Word

MINUTES_A_DAY = 1440
DAYS_TO_FIRST_MONDAY = 4

Weekday = Annotated[int, msgspec.Meta(ge=0, le=6, description="0 is Monday.")]
MinuteOfDay = Annotated[int, msgspec.Meta(ge=0, le=MINUTES_A_DAY)]


class Match(msgspec.Struct, frozen=True, cache_hash=True, omit_defaults=True, forbid_unknown_fields=True):
    """Which orders a rule is for; what is left out matches all.

    `tags`: any of these. `least_value` and `most_value` are what the order costs, in minor units. `since` and `until`
    are moments in minutes since 1970, UTC; `weekdays` and minutes of the day go by the shop's own clock.
    """

    channels: tuple[Word, ...] = ()
    methods: tuple[Method, ...] = ()
    countries: tuple[Country, ...] = ()
    tags: tuple[Word, ...] = ()
    least_value: Value | None = None
    most_value: Value | None = None
    since: Moment | None = None
    until: Moment | None = None
    weekdays: tuple[Weekday, ...] = ()
    from_minute: MinuteOfDay = 0
    to_minute: MinuteOfDay = MINUTES_A_DAY

    def fits(self, demand: Demand, method: Method) -> bool:
        """Whether the rule is for what of the demand has this method."""
        return (
            (not self.methods or method in self.methods)
            and (not self.channels or demand.channel in self.channels)
            and (not self.countries or demand.country in self.countries)
            and (not self.tags or not set(self.tags).isdisjoint(demand.tags))
            and self._fits_value(demand)
            and self._fits_time(demand)
        )

    def _fits_value(self, demand: Demand) -> bool:
        if self.least_value is None and self.most_value is None:
            return True
        return _within(self.least_value, demand.value, self.most_value)

    def _fits_time(self, demand: Demand) -> bool:
        day, minute = divmod(demand.local, MINUTES_A_DAY)
        is_day = not self.weekdays or (day - DAYS_TO_FIRST_MONDAY) % 7 in self.weekdays
        return is_day and self.from_minute <= minute < self.to_minute and _within(self.since, demand.now, self.until)


class Cheapest(msgspec.Struct, frozen=True, cache_hash=True, omit_defaults=True, forbid_unknown_fields=True,
               tag_field="by", tag="cost"):  # fmt: skip
    """Whatever costs least."""

    criteria: tuple[AnyCriterion, ...]


class Listed(msgspec.Struct, frozen=True, cache_hash=True, omit_defaults=True, forbid_unknown_fields=True,
             tag_field="by", tag="list"):  # fmt: skip
    """The first location of a list that has everything; failing that, those that have something, in its order.

    Locations are named by their code. The criteria only tell what it costs.
    """

    locations: tuple[Word, ...]
    criteria: tuple[AnyCriterion, ...] = ()


class Splitting(msgspec.Struct, frozen=True, cache_hash=True, omit_defaults=True, forbid_unknown_fields=True):
    """How an order may be divided.

    `parcels` at most (1: never split, None: what more cost is the criterion `parcel`). A line may be divided (`by`
    quantity) or not (by line). `incomplete`: what can be served goes, or all waits until everything can. With
    `siblings`, lines that belong together travel in one parcel or wait together. Where there are several parcels, each
    has at least `least_units` units and `least_value` minor units' worth.
    """

    parcels: Annotated[int, msgspec.Meta(ge=1, le=100)] | None = None
    by: Literal["quantity", "line"] = "quantity"
    incomplete: Literal["goes", "waits"] = "goes"
    siblings: bool = False
    least_units: Count = 0
    least_value: Amount = 0

    @property
    def has_minimum(self) -> bool:
        return self.least_units > 1 or self.least_value > 0


class Strategy(msgspec.Struct, frozen=True, cache_hash=True, omit_defaults=True, forbid_unknown_fields=True):
    """One way to serve an order: who may, who is best, and how it may be divided."""

    name: Word
    ranking: Cheapest | Listed
    filters: tuple[AnyFilter, ...] = ()
    splitting: Splitting = Splitting()

    @property
    def all_filters(self) -> tuple[Filter, ...]:
        """Those that always hold, and those of the policy in its order."""
        return (*ALWAYS, *self.filters)


class Waiting(msgspec.Struct, frozen=True, cache_hash=True, omit_defaults=True, forbid_unknown_fields=True):
    """What could not be placed is tried again for so long; then it is cancelled, or put before a person."""

    hours: Hours = 48
    then: Literal["cancel", "person"] = "person"


class Rule(msgspec.Struct, frozen=True, cache_hash=True, omit_defaults=True, forbid_unknown_fields=True):
    """Strategies for some orders: what the first can't place, the next tries."""

    name: Word
    strategies: tuple[Strategy, ...]
    when: Match = Match()
    waiting: Waiting = Waiting()


class PuttingBack(msgspec.Struct, frozen=True, cache_hash=True, omit_defaults=True, forbid_unknown_fields=True):
    """What it costs to take work back from a location: once, and for each unit that is picked and returns to its shelf.

    So much more has to be saved by serving an order from elsewhere.
    """

    per_preparation: Amount = 150
    per_unit: Amount = 20


class Policy(msgspec.Struct, frozen=True, cache_hash=True, omit_defaults=True, forbid_unknown_fields=True):
    """Rules in order: the first that fits an order is its own. Tariffs and the price of putting back hold for all."""

    version: int
    rules: tuple[Rule, ...]
    carriage: Carriage = Carriage()
    putting_back: PuttingBack = PuttingBack()

    def rule_for(self, demand: Demand, method: Method) -> Rule | None:
        """The rule for what of the demand has this method."""
        return next((rule for rule in self.rules if rule.when.fits(demand, method)), None)

    @property
    def is_for_all(self) -> bool:
        """Whether a rule takes what no other does."""
        return any(rule.when == Match() for rule in self.rules)


def policy_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a policy."""
    return msgspec.json.schema(Policy)


def document_schema() -> dict[str, Any]:
    """The same for what people and machines write: its version is counted, and need not stand there."""
    schema = policy_schema()
    schema["$defs"]["Policy"]["required"].remove("version")
    return schema


def _within(least: int | None, value: int, most: int | None) -> bool:
    return (least is None or least <= value) and (most is None or value <= most)
