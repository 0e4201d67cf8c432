"""What a carrier took along."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Identity, Index, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class Manifest(Base):
    """A sheet that the carrier signs; `serial` is its number."""

    __tablename__ = "manifests"
    __table_args__ = (Index("ix_manifests_location", "location_id", "closed_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    serial: Mapped[int] = mapped_column(Identity(), unique=True)
    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    carrier: Mapped[str]
    closed_by: Mapped[str]
    closed_at: Mapped[datetime]


class ManifestParcel(Base):
    """A box on it: shipped, so it never changes any more."""

    __tablename__ = "manifest_parcels"
    __table_args__ = (PrimaryKeyConstraint("manifest_id", "parcel_id"),)

    manifest_id: Mapped[UUID] = mapped_column(ForeignKey("manifests.id"))
    parcel_id: Mapped[UUID] = mapped_column(ForeignKey("parcels.id"), unique=True)
