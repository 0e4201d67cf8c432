"""Staff, the tablets they share, their sessions, and the keys of machines."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, PrimaryKeyConstraint, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.actors import Role
from comptoir.wiring.database import Base


class Staff(Base):
    """Somebody who works in the chain. A PIN serves on an enrolled tablet, e-mail and password anywhere."""

    __tablename__ = "staff"
    __table_args__ = (
        CheckConstraint("role IN ('associate', 'preparer', 'manager', 'headquarters')", name="role"),
        CheckConstraint("failed_tries >= 0", name="failed_tries"),
        CheckConstraint("email = lower(email)", name="email"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(Text())
    email: Mapped[str | None] = mapped_column(unique=True)
    locale: Mapped[str] = mapped_column(server_default="en")
    pin_hash: Mapped[str | None]
    password_hash: Mapped[str | None]
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    failed_tries: Mapped[int] = mapped_column(server_default="0")
    locked_until: Mapped[datetime | None]


class StaffLocation(Base):
    """Where somebody works. Headquarters have no row, and see every location."""

    __tablename__ = "staff_locations"
    __table_args__ = (PrimaryKeyConstraint("staff_id", "location_id"),)

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"), index=True)


class Device(Base):
    """A store's shared tablet, enrolled once by a manager. Its token is kept only as a SHA-256."""

    __tablename__ = "devices"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"), index=True)
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    enrolled_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    enrolled_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class StaffSession(Base):
    """A sign-in, kept on the server; the cookie holds a random token, the table its SHA-256.

    One that ended when the tablet was left to a colleague `was_switched`: offline, its person may come back to it.
    """

    __tablename__ = "sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey("devices.id"), index=True)
    started_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    was_switched: Mapped[bool] = mapped_column(server_default=text("false"))


class ApiKey(Base):
    """A machine's key: random, so that a SHA-256 is enough; shown once, found by its hash."""

    __tablename__ = "api_keys"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    prefix: Mapped[str]
    key_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[Any]]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ApiKeyLocation(Base):
    """A location whose work a machine does. A key without any is the chain's."""

    __tablename__ = "api_key_locations"
    __table_args__ = (PrimaryKeyConstraint("api_key_id", "location_id"),)

    api_key_id: Mapped[UUID] = mapped_column(ForeignKey("api_keys.id"))
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"), index=True)
