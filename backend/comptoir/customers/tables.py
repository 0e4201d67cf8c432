"""Customers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Float, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class Customer(Base):
    """How to reach the person an order is for. A guest is a row of its own: an e-mail address proves nothing."""

    __tablename__ = "customers"
    __table_args__ = (CheckConstraint("locale IN ('en', 'fr')", name="locale"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str | None]
    locale: Mapped[str]
    since: Mapped[datetime]


class Address(Base):
    """Where goods are brought. The coordinates are the shop site's, or the middle of what we know of the postcode."""

    __tablename__ = "addresses"
    __table_args__ = (
        CheckConstraint("country ~ '^[A-Z]{2}$'", name="country"),
        CheckConstraint("latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="coordinates"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"), index=True)
    name: Mapped[str]
    street: Mapped[str]
    extra: Mapped[str] = mapped_column(server_default="")
    postcode: Mapped[str]
    town: Mapped[str]
    country: Mapped[str]
    latitude: Mapped[float] = mapped_column(Float())
    longitude: Mapped[float] = mapped_column(Float())
