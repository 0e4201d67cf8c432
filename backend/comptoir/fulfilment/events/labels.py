"""What happens to the labels of boxes, and to the lists that carriers sign."""

from uuid import UUID

from comptoir.kit.events import Event


class LabelsWanted(Event, frozen=True):
    """A carrier is to be asked for the labels of a preparation's boxes, for the first time or once more."""

    preparation_id: UUID
    order_id: UUID
    location_id: int
    version: int


class LabelMade(Event, frozen=True):
    """A carrier gave the label of a box."""

    preparation_id: UUID
    location_id: int
    label_id: UUID
    order_id: UUID | None = None


class LabelFailed(Event, frozen=True):
    """A carrier did not give the label of a box; somebody must try again, or choose another carrier."""

    preparation_id: UUID
    location_id: int
    label_id: UUID


class LabelVoided(Event, frozen=True):
    """The label of a box is of no use: it was unpacked, or goes by another carrier."""

    preparation_id: UUID
    location_id: int
    label_id: UUID
