"""Distances from one point to many, the same on every machine for ever.

Places are points in space, rounded to whole metres. What follows is addition, multiplication and square roots, which
every processor rounds alike; sines and arcsines it may not.
"""

from collections.abc import Sequence
from math import cos, radians, sin

import numpy as np

from comptoir.kit.geo import EARTH_RADIUS_KM
from comptoir.routing.rules.numbers import Ints, ints

RADIUS = EARTH_RADIUS_KM * 1000

ARCSINE = (1 / 6, 3 / 40, 15 / 336, 105 / 3456, 945 / 42240)
"""Of arcsin(t) = t · (1 + t²/6 + 3t⁴/40 + …): good to a metre for 3,000 km, to one in a thousand for 10,000 km."""

Point = tuple[int, int, int]
"""Metres from the Earth's centre."""


def point(latitude: float, longitude: float) -> Point:
    """Where a place in degrees lies."""
    lat, lon = radians(latitude), radians(longitude)
    return round(RADIUS * cos(lat) * cos(lon)), round(RADIUS * cos(lat) * sin(lon)), round(RADIUS * sin(lat))


class Points:
    """Many places, as columns."""

    __slots__ = ("x", "y", "z")

    def __init__(self, points: Sequence[Point]) -> None:
        self.x, self.y, self.z = (ints(each[axis] for each in points) for axis in range(3))

    def distances(self, origin: Point) -> Ints:
        """Metres along the ground from each to one point (great circle)."""
        x, y, z = self.x - origin[0], self.y - origin[1], self.z - origin[2]
        squared = (x * x + y * y + z * z).astype(np.float64)
        t = squared * (1 / (4 * RADIUS * RADIUS))
        series = t * ARCSINE[4]
        for term in reversed(ARCSINE[:4]):
            series += term
            series *= t
        series += 1.0
        series *= np.sqrt(squared)
        return np.rint(series).astype(np.int64)
