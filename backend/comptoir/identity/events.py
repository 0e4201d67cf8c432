"""What happens to staff, devices, sessions and keys: the audit trail of access."""

from typing import Literal
from uuid import UUID

from comptoir.kit.events import Event


class SignedIn(Event, frozen=True):
    """Somebody signed in, by PIN on a device or by password."""

    staff_id: int
    device_id: UUID | None


class SignInFailed(Event, frozen=True):
    """Somebody tried a wrong PIN or password of this account."""

    staff_id: int
    device_id: UUID | None


class SessionEnded(Event, frozen=True):
    """A session ended: signed out, switched to a colleague, or taken away."""

    session_id: UUID
    staff_id: int


class AccountLocked(Event, frozen=True):
    """Too many wrong tries."""

    staff_id: int


class AccountUnlocked(Event, frozen=True):
    """A manager opened a locked account again."""

    staff_id: int


class StaffChanged(Event, frozen=True):
    """Somebody was added, or their role, stores, PIN or state changed; running sessions are to be looked at again.

    `what` says for the audit which of these it was.
    """

    staff_id: int
    what: Literal["added", "changed", "pin", "password", "deactivated", "reactivated"]


class DeviceEnrolled(Event, frozen=True):
    """A tablet now belongs to a store."""

    device_id: UUID
    location_id: int


class DeviceRevoked(Event, frozen=True):
    """A tablet may no longer be used."""

    device_id: UUID
    location_id: int


class ApiKeyMade(Event, frozen=True):
    """A machine was given a key."""

    api_key_id: UUID


class ApiKeyRevoked(Event, frozen=True):
    """A machine's key is no longer valid."""

    api_key_id: UUID
