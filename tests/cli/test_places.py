"""Stores in French towns."""

from itertools import combinations

from comptoir.cli.places import Seat, one_seat_per_town, seats, towns
from comptoir.kit.geo import distance_km


def at(seat: Seat) -> tuple[float, float]:
    return seat.latitude, seat.longitude


def test_the_largest_towns_come_first_and_the_largest_of_all_has_several_stores() -> None:
    assert [seat.name for seat in seats(6)] == ["Paris", "Paris 2", "Marseille", "Paris 3", "Paris 4", "Lyon"]


def test_one_store_in_each_of_the_largest_towns() -> None:
    names = [seat.name for seat in one_seat_per_town(20)]
    assert names[:5] == ["Paris", "Marseille", "Lyon", "Toulouse", "Nice"]
    assert len(set(names)) == 20


def test_a_larger_chain_keeps_the_places_of_a_smaller_one() -> None:
    assert seats(457)[:40] == seats(40)


def test_no_two_stores_coincide_in_place_or_name() -> None:
    placed = seats(457)
    assert len({seat.name for seat in placed}) == len({seat.phone for seat in placed}) == 457
    nearest = min(distance_km(at(a), at(b)) for a, b in combinations(placed, 2) if a.town == b.town)
    assert nearest > 0.5


def test_stores_of_a_town_stay_near_its_centre() -> None:
    centres = {town.name: (town.latitude, town.longitude) for town in towns()}
    assert max(distance_km(at(seat), centres[seat.town]) for seat in seats(457)) < 8


def test_a_quarter_is_no_town() -> None:
    names = {town.name for town in towns()}
    assert not {name for name in names if name.startswith(("Paris ", "Lyon ", "Marseille "))}
    assert names.isdisjoint({"Picpus", "Maison Blanche", "Gare"})
    assert "Dunkerque" in names
