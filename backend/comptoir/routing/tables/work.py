"""The work that locations are given, and how long it takes them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class CapacityDay(Base):
    """How many preparations a location was given on a day of its own calendar."""

    __tablename__ = "capacity_days"
    __table_args__ = (
        PrimaryKeyConstraint("location_id", "day"),
        CheckConstraint("given >= 0", name="given"),
        {"postgresql_with": {"fillfactor": "60"}},
    )

    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    day: Mapped[date]
    given: Mapped[int]


class RoutingPace(Base):
    """How long a preparation takes at a location, from taken to picked: the later ones count most."""

    __tablename__ = "routing_paces"
    __table_args__ = (
        CheckConstraint("seconds > 0 AND measured > 0", name="positive"),
        {"postgresql_with": {"fillfactor": "60"}},
    )

    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"), primary_key=True, autoincrement=False)
    seconds: Mapped[int]
    measured: Mapped[int]
    measured_at: Mapped[datetime]
