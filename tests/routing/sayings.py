"""A policy that says everything that a policy can say."""

from comptoir.routing.rules import (
    Boosted,
    Capacity,
    Carriage,
    Cheapest,
    Cover,
    Distance,
    Handles,
    InCountry,
    InTime,
    InZone,
    Labour,
    Lateness,
    Leg,
    Listed,
    Load,
    Match,
    MaxDistance,
    MinTrust,
    Offers,
    Online,
    Parcel,
    Picking,
    Policy,
    Rule,
    Shipping,
    Splitting,
    Strategy,
    Tagged,
    Trust,
    Waiting,
    Zone,
)

COSTS = (
    Shipping(percent=50),
    Picking(Labour(150, 20), Labour(80, 10)),
    Distance(30),
    Lateness(25),
    Parcel(200),
    Load(300),
    Cover(150, 30, 50),
    Trust(400),
    Boosted(50),
)
FILTERS = (
    Online(),
    Offers(),
    InTime(90),
    Capacity(2),
    MaxDistance(50),
    InZone(("N1",)),
    InCountry(("FR", "BE")),
    Tagged(("outlet",), ("mall",)),
    Handles(),
    MinTrust(80),
)
WHEN = Match(
    channels=("web", "app"),
    methods=("ship", "express"),
    countries=("FR", "BE"),
    tags=("vip",),
    least_value=5000,
    most_value=90000,
    since=29_000_000,
    until=30_000_000,
    weekdays=(0, 1),
    from_minute=540,
    to_minute=1200,
)
ZONES = (
    Zone("N1", 490, 40, 1500, 100, ("FR",), ("Corse",)),
    Zone("N2", 590, handling=("cold",)),
    Zone("N3", 1, up_to_km=5, handling=()),
)


def everything_said() -> Policy:
    """Every filter, criterion and way to split, and rules for some and for all."""
    splitting = Splitting(3, by="line", incomplete="waits", siblings=True, least_units=2, least_value=1000)
    plain = Strategy("S1", Cheapest((Shipping(), Boosted())), (InTime(), Capacity(), InCountry(), Tagged()))
    return Policy(
        version=1,
        rules=(
            Rule("R1", (Strategy("S1", Cheapest(COSTS), FILTERS, splitting),), WHEN, Waiting(72, "cancel")),
            Rule("R2", (_listed("S1", 1), _listed("S2", 2), _listed("S3", None)), Match(methods=("collect",))),
            Rule("R3", (plain,)),
        ),
        carriage=Carriage(ZONES, Leg(250, 80, 10, 45, 60, handling=("cold", "fragile"))),
    )


def _listed(name: str, parcels: int | None) -> Strategy:
    tags = Tagged(none_of=("mall",)) if parcels else Tagged(any_of=("outlet",))
    return Strategy(name, Listed(("LYON", "ANNECY")), (tags,), Splitting(parcels))
