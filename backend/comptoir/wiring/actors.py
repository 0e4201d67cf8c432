"""Who acts in a unit of work."""

from typing import Literal
from uuid import UUID

import msgspec

Role = Literal["associate", "preparer", "manager", "headquarters"]


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody or something that acts; what it may do is decided by `identity.rules`.

    `locations` are the ids of the locations it belongs to (headquarters belongs to none and sees all; a machine that
    belongs to none is the chain's). `location_id` is where it stands now: the store of the tablet, or the only store of
    a manager.
    """

    kind: Literal["staff", "device", "machine", "customer", "system", "nobody"]
    id: str
    name: str = ""
    role: Role | None = None
    locations: frozenset[int] = frozenset()
    location_id: int | None = None
    location_name: str | None = None
    scopes: frozenset[str] = frozenset()
    device_id: UUID | None = None
    session_id: UUID | None = None

    @property
    def key(self) -> str:
        """The actor in the audit trail and as the owner of idempotency keys, like `staff:12`."""
        return f"{self.kind}:{self.id}"

    @property
    def staff_id(self) -> int | None:
        return int(self.id) if self.kind == "staff" else None

    @property
    def machine_id(self) -> UUID | None:
        """The key of a machine."""
        return UUID(self.id) if self.kind == "machine" else None


NOBODY = Actor(kind="nobody", id="")
SYSTEM = Actor(kind="system", id="worker")
