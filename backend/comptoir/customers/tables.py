"""Customers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
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
