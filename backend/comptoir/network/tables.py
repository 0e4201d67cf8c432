"""Locations: stores and warehouses."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Float, ForeignKey, Identity, Index, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class Location(Base):
    """A place that holds stock.

    `hours` maps `mon` … `sun`, and dates that differ, to a list of [opens, closes] pairs of local time; `departures`
    maps them to the times at which carriers and vans leave (without any, goods leave when they are ready). `services`
    is a subset of collect, ship, express, transfer; `handling` names what it can keep: cold, fragile, oversize. A
    suspended one takes no new orders until somebody, or `suspended_until`, ends that. `tags` are words that policies
    ask for. `services` and `capacity_per_day` are what counts now; what was set for a while stands in the stopgaps, and
    `usual_capacity` is the capacity that comes back, where one of them changes it.
    """

    __tablename__ = "locations"
    __table_args__ = (
        CheckConstraint("kind IN ('store', 'warehouse')", name="kind"),
        CheckConstraint("status IN ('online', 'suspended', 'offline')", name="status"),
        CheckConstraint("latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="coordinates"),
        CheckConstraint("capacity_per_day >= 0", name="capacity"),
        CheckConstraint("usual_capacity >= 0", name="usual_capacity"),
        CheckConstraint("(suspended_until IS NOT NULL) <= (status = 'suspended')", name="suspension"),
        Index("ix_locations_suspended", "suspended_until", postgresql_where="suspended_until IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="online")
    status_reason: Mapped[str] = mapped_column(server_default="")
    suspended_until: Mapped[datetime | None]
    street: Mapped[str] = mapped_column(server_default="")
    postcode: Mapped[str] = mapped_column(server_default="")
    town: Mapped[str]
    country: Mapped[str] = mapped_column(server_default="FR")
    phone: Mapped[str] = mapped_column(server_default="")
    latitude: Mapped[float] = mapped_column(Float())
    longitude: Mapped[float] = mapped_column(Float())
    timezone: Mapped[str] = mapped_column(server_default="Europe/Paris")
    hours: Mapped[dict[str, Any]]
    departures: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    services: Mapped[list[Any]]
    handling: Mapped[list[Any]] = mapped_column(server_default="[]")
    tags: Mapped[list[Any]] = mapped_column(server_default="[]")
    capacity_per_day: Mapped[int] = mapped_column(server_default="200")
    usual_capacity: Mapped[int | None]
    version: Mapped[int] = mapped_column(server_default="1")


class LocationStopgap(Base):
    """What a manager set of a location for a while: a service is paused, another capacity, more people (see rules)."""

    __tablename__ = "location_stopgaps"
    __table_args__ = (
        PrimaryKeyConstraint("location_id", "what"),
        CheckConstraint("what IN ('collect', 'ship', 'transfer', 'capacity', 'people')", name="what"),
        CheckConstraint("(orders >= 0) IS NOT FALSE AND (people > 0) IS NOT FALSE", name="amounts"),
        CheckConstraint("(what IN ('capacity', 'people')) = (orders IS NOT NULL)", name="orders"),
        CheckConstraint("(what = 'people') = (people IS NOT NULL)", name="people"),
        Index("ix_location_stopgaps_until", "until"),
    )

    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    what: Mapped[str]
    until: Mapped[datetime]
    reason: Mapped[str] = mapped_column(server_default="")
    orders: Mapped[int | None]
    people: Mapped[int | None]
    set_by: Mapped[str]
    set_at: Mapped[datetime]


class ChainSetting(Base):
    """What the chain decided about one subject, as a document that the slice of the subject knows how to read."""

    __tablename__ = "chain_settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[dict[str, Any]]
    version: Mapped[int]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
