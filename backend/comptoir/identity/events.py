"""What happens to staff, devices, sessions and keys: the audit trail of access."""

from uuid import UUID

from comptoir.kit.events import Event


class SignedIn(Event):
    """Somebody signed in, by PIN on a device or by password."""

    staff_id: int
    device_id: UUID | None


class SessionEnded(Event):
    """A session ended: signed out, switched to a colleague, or taken away."""

    session_id: UUID
    staff_id: int


class AccountLocked(Event):
    """Too many wrong tries."""

    staff_id: int


class AccountUnlocked(Event):
    """A manager opened a locked account again."""

    staff_id: int


class StaffChanged(Event):
    """Somebody was added, or their role, stores, PIN or state changed; running sessions are to be looked at again."""

    staff_id: int


class DeviceEnrolled(Event):
    """A tablet now belongs to a store."""

    device_id: UUID
    location_id: int


class DeviceRevoked(Event):
    """A tablet may no longer be used."""

    device_id: UUID
    location_id: int


class ApiKeyMade(Event):
    """A machine was given a key."""

    api_key_id: UUID


class ApiKeyRevoked(Event):
    """A machine's key is no longer valid."""

    api_key_id: UUID
