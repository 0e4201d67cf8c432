"""Distances in whole metres."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from comptoir.kit.geo import distance_km
from comptoir.routing.rules.globe import Points, point

PLACE = some.tuples(some.floats(-89, 89), some.floats(-180, 180))


@given(PLACE, PLACE)
def test_they_are_those_of_the_great_circle(here: tuple[float, float], there: tuple[float, float]) -> None:
    (metres,) = Points([point(*here)]).distances(point(*there)).tolist()
    exact = distance_km(here, there) * 1000
    if exact < 10_000_000:
        assert metres == pytest.approx(exact, rel=1e-3, abs=2)
    if exact < 3_000_000:
        assert metres == pytest.approx(exact, abs=2)


def test_a_place_is_where_it_is() -> None:
    assert Points([point(45.76, 4.84)]).distances(point(45.76, 4.84)).tolist() == [0]
