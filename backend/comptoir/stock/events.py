"""What happens to stock."""

from comptoir.kit.events import Event


class LevelsChanged(Event, frozen=True):
    """Quantities of some variants at one location changed; `versions` maps variant id to the level's new version."""

    location_id: int
    versions: dict[int, int]


class ShortfallFound(Event, frozen=True):
    """Fewer units are there than are promised: `missing` units of the variant at the location."""

    location_id: int
    variant_id: int
    missing: int
    version: int
