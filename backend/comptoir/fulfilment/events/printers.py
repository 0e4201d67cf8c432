"""What happens to printers, and to what they print."""

from uuid import UUID

from comptoir.kit.events import Event


class PrintersChanged(Event, frozen=True):
    """A location has a printer more, or less."""

    printer_id: UUID
    location_id: int


class PrintWanted(Event, frozen=True):
    """Something is to be printed at a location."""

    print_id: UUID
    location_id: int


class PrintTried(Event, frozen=True):
    """A printer has it (`sent`), or did not answer (`wanted` again, then `failed`); or it is `called_off`."""

    print_id: UUID
    location_id: int
    preparation_id: UUID
    state: str


class TestPrinted(Event, frozen=True):
    """The same of a test."""

    __test__ = False

    print_id: UUID
    location_id: int
    state: str
