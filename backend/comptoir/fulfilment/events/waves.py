"""What happens to waves. Every event names the wave, its location and its new version; what is picked is told of the
preparations."""

from uuid import UUID

from comptoir.kit.events import Event


class WaveStarted(Event, frozen=True):
    """Somebody took several preparations at once, to pick them in one walk."""

    wave_id: UUID
    location_id: int
    version: int
    staff_id: int


class WaveOffered(Event, frozen=True):
    """Its holder asks a colleague to go on with it; nobody any more where `staff_id` is None."""

    wave_id: UUID
    location_id: int
    version: int
    staff_id: int | None


class WaveTaken(Event, frozen=True):
    """A colleague goes on with it, with all that is still to do."""

    wave_id: UUID
    location_id: int
    version: int
    staff_id: int


class TotePutBack(Event, frozen=True):
    """The goods of a preparation that ended meanwhile are back on their shelves."""

    wave_id: UUID
    location_id: int
    version: int
    number: int


class WaveDone(Event, frozen=True):
    """Nothing of it is left to do."""

    wave_id: UUID
    location_id: int
    version: int


class WaveDissolved(Event, frozen=True):
    """Its preparations go on one by one; what nobody began with is in the queue again."""

    wave_id: UUID
    location_id: int
    version: int
