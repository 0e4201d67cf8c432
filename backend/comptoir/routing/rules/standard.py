"""The policy that a new chain begins with: plain, complete, and meant to be changed."""

from comptoir.routing.rules.carriage import Carriage, Leg, Zone
from comptoir.routing.rules.criteria import (
    AnyCriterion,
    Boosted,
    Cover,
    Labour,
    Lateness,
    Load,
    Parcel,
    Picking,
    Shipping,
    Trust,
)
from comptoir.routing.rules.filters import AnyFilter, Capacity, Handles, Offers, Online
from comptoir.routing.rules.policy import Cheapest, Match, Policy, Rule, Splitting, Strategy, Waiting

MAY: tuple[AnyFilter, ...] = (Online(), Offers(), Handles(), Capacity())
COSTS: tuple[AnyCriterion, ...] = (
    Shipping(),
    Picking(store=Labour(per_parcel=150, per_unit=20), warehouse=Labour(per_parcel=80, per_unit=10)),
    Lateness(per_hour=25),
    Parcel(each=200),
    Load(at_full=300),
    Cover(last_piece=150),
    Trust(per_refusal=400),
    Boosted(),
)
CHEAPEST = Cheapest(COSTS)
NEIGHBOURS = ("AT", "BE", "CH", "DE", "DK", "ES", "IE", "IT", "LU", "NL", "PT")

STANDARD = Policy(
    version=1,
    rules=(
        Rule(
            name="Pickup",
            when=Match(methods=("collect",)),
            strategies=(
                Strategy(name="From one place", ranking=CHEAPEST, filters=MAY, splitting=Splitting(parcels=1)),
                Strategy(name="From up to three", ranking=CHEAPEST, filters=MAY, splitting=Splitting(parcels=3)),
            ),
            waiting=Waiting(hours=48),
        ),
        Rule(
            name="Delivery",
            strategies=(
                Strategy(name="In up to three parcels", ranking=CHEAPEST, filters=MAY, splitting=Splitting(parcels=3)),
            ),
            waiting=Waiting(hours=72),
        ),
    ),
    carriage=Carriage(
        zones=(
            Zone(name="Near", base=490, per_kg=40, minutes=1440, up_to_km=100, countries=("FR",)),
            Zone(name="France", base=590, per_kg=60, minutes=2880, countries=("FR",)),
            Zone(name="Europe", base=1290, per_kg=150, minutes=5760, countries=NEIGHBOURS),
        ),
        leg=Leg(base=250, per_100_km=80, per_kg=10, minutes=1440, minutes_per_100_km=60),
    ),
)
