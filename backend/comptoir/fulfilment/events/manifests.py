"""What happens when a carrier comes."""

from uuid import UUID

from comptoir.kit.events import Event


class BoxLoaded(Event, frozen=True):
    """A box is with those that the carrier takes along; or it is not after all."""

    preparation_id: UUID
    location_id: int
    number: int
    is_loaded: bool


class ManifestClosed(Event, frozen=True):
    """A carrier has so many boxes, and a sheet that says which."""

    manifest_id: UUID
    location_id: int
    boxes: int
