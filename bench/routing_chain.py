"""What bench `routing` plans by, over the year of `comptoir.cli.year`."""

from comptoir.cli.year import Ground, case, ground, towns_with_people
from comptoir.routing.rules.carriage import Carriage, Zone
from comptoir.routing.rules.criteria import (
    Boosted,
    Cover,
    Distance,
    Labour,
    Lateness,
    Load,
    Parcel,
    Picking,
    Shipping,
    Trust,
)
from comptoir.routing.rules.filters import Capacity, Handles, InCountry, MinTrust, Offers, Online
from comptoir.routing.rules.policy import Cheapest, Policy, Rule, Strategy

__all__ = ["POLICY", "Ground", "case", "ground", "towns_with_people"]

CRITERIA = (
    Shipping(),
    Picking(store=Labour(per_parcel=150, per_unit=35), warehouse=Labour(per_parcel=80, per_unit=15)),
    Distance(per_100_km=100),
    Lateness(per_hour=20),
    Parcel(each=300),
    Load(at_full=200),
    Cover(last_piece=150, enough_days=30, broken_run=50),
    Trust(per_refusal=600),
    Boosted(),
)
FILTERS = (Online(), Offers(), Capacity(), InCountry(), Handles(), MinTrust(at_least=50))
ZONES = (
    Zone("near", base=490, per_kg=40, minutes=1440, up_to_km=100),
    Zone("middle", base=590, per_kg=60, minutes=1440, up_to_km=400),
    Zone("far", base=690, per_kg=80, minutes=2880),
)
POLICY = Policy(1, (Rule("all", (Strategy("cheapest", Cheapest(CRITERIA), FILTERS),)),), Carriage(ZONES))
