"""Orders to practise on: one for each who ever did, and no trace of them anywhere else."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class PracticeOrder(Base):
    """How far a member of staff is (rules.practice.Practice)."""

    __tablename__ = "practice_orders"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True, autoincrement=False)
    progress: Mapped[dict[str, Any]]
    at: Mapped[datetime]
