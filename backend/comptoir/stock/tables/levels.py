"""Levels, and the ledger of what changed them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from comptoir.wiring.database import Base


class StockLevel(Base):
    """The units of one variant at one location.

    Available in a channel = on hand − reserved − unsellable − the channel's safety stock (see SafetyRule). What a feed
    or a count may break (reserved ≤ on hand − unsellable) is no constraint: the condition sits in the UPDATE that
    reserves.

    `stated_at` is the moment of the last absolute statement of what is there (a count, or a feed's snapshot with its
    `sequence`): older ones are late, and what moved since is added on top. Lines of the ledger before `since_version`
    are in that statement, so that what moved since is found without reading the level's whole past. `before_feed` is
    what was on hand before a feed last wrote it: an UPDATE cannot say what it replaced (PostgreSQL before 18).

    A feed changes all rows of a page at once: half a page is left free, so that they are updated in place, as long as
    no index holds what changes. Index and key differ in what they hold, so that a level is looked up by its key.
    """

    __tablename__ = "stock_levels"
    __table_args__ = (
        PrimaryKeyConstraint("location_id", "variant_id"),
        Index("ix_stock_levels_variant_id", "variant_id", postgresql_include=["location_id"]),
        CheckConstraint("reserved >= 0", name="reserved"),
        CheckConstraint("damaged >= 0 AND display >= 0 AND blocked >= 0", name="unsellable"),
        {"postgresql_with": {"fillfactor": "45"}},
    )

    location_id: Mapped[int] = mapped_column(ForeignKey("locations.id"))
    variant_id: Mapped[int] = mapped_column(ForeignKey("variants.id"))
    on_hand: Mapped[int] = mapped_column(server_default="0")
    reserved: Mapped[int] = mapped_column(server_default="0")
    damaged: Mapped[int] = mapped_column(server_default="0")
    display: Mapped[int] = mapped_column(server_default="0")
    blocked: Mapped[int] = mapped_column(server_default="0")
    unsellable: Mapped[int] = mapped_column(Computed("damaged + display + blocked", persisted=True))
    version: Mapped[int] = mapped_column(server_default="1")
    stated_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(server_default="0")
    since_version: Mapped[int] = mapped_column(server_default="0")
    before_feed: Mapped[int] = mapped_column(server_default="0")


class Movement(Base):
    """One line of the ledger: the change that made a level's `version`, why, and what the level was afterwards.

    `at` is when it happened in the world, which for a till's sale may be before it was heard of. So on hand at a past
    moment is on hand now less the changes since. No foreign key: it would cost a look for each row of a feed, levels
    are never deleted, and `comptoir stock verify` proves that the two agree.
    """

    __tablename__ = "movements"
    __table_args__ = (
        PrimaryKeyConstraint("location_id", "variant_id", "version"),
        CheckConstraint(
            "cause IN ('opening', 'sale', 'return', 'count', 'feed', 'damage', 'display', 'block', 'restore', 'loss', "
            "'theft', 'own_use', 'disposal', 'found', 'transfer_out', 'transfer_in', 'fulfilment')",
            name="cause",
        ),
    )

    location_id: Mapped[int]
    variant_id: Mapped[int]
    version: Mapped[int]
    cause: Mapped[str]
    on_hand_change: Mapped[int]
    unsellable_change: Mapped[int] = mapped_column(server_default="0")
    on_hand_after: Mapped[int]
    unsellable_after: Mapped[int] = mapped_column(server_default="0")
    reference: Mapped[str | None]
    actor: Mapped[str]
    at: Mapped[datetime]
