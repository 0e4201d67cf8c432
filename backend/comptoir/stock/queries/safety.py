"""Safety stock: which rule holds for a variant at a location in a channel."""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from comptoir.catalogue.tables import Product, Variant
from comptoir.network.tables import Location
from comptoir.stock.rules import CHANNELS
from comptoir.stock.tables import SafetyRule, StockLevel
from comptoir.wiring.work import Work


class SafetyView(msgspec.Struct, frozen=True):
    """A rule in words; what is None fits all."""

    id: Any
    quantity: int
    channel: str | None
    sku: str | None
    department: str | None
    location: str | None
    location_name: str | None
    made_by: str
    of_department: str | None = None
    """The department of the variant, where one is named."""

    def covers(self, other: "SafetyView") -> bool:
        """Whether this rule fits wherever the other does."""
        return (
            self.channel in (None, other.channel)
            and self.sku in (None, other.sku)
            and self.location in (None, other.location)
            and self.department in (None, other.department or other.of_department)
        )


def safety(channel: ColumnElement[str] | str) -> ColumnElement[int]:
    """The units of a stock level that a channel may not sell, by the nearest rule; 0 where none fits."""
    return func.coalesce(nearest(channel, SafetyRule.quantity).scalar_subquery(), 0)


def nearest(channel: ColumnElement[str] | str, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Columns of the nearest rule that fits a stock level of the query around this one."""
    department = (
        select(Product.department)
        .join(Variant, Variant.product_id == Product.id)
        .where(Variant.id == StockLevel.variant_id)
        .correlate(StockLevel)
        .scalar_subquery()
    )
    fits = (
        or_(SafetyRule.variant_id.is_(None), SafetyRule.variant_id == StockLevel.variant_id),
        or_(SafetyRule.location_id.is_(None), SafetyRule.location_id == StockLevel.location_id),
        or_(SafetyRule.channel.is_(None), SafetyRule.channel == channel),
        or_(SafetyRule.department.is_(None), SafetyRule.department == department),
    )
    return select(*columns).where(*fits).order_by(SafetyRule.nearness.desc()).limit(1).correlate(StockLevel)


_OF, _ITS = aliased(Variant), aliased(Product)
VIEW = (
    SafetyRule.id,
    SafetyRule.quantity,
    SafetyRule.channel,
    _OF.sku,
    SafetyRule.department,
    Location.code,
    Location.name,
    SafetyRule.made_by,
    _ITS.department,
)
_VIEWS = (
    select(*VIEW)
    .outerjoin(_OF, _OF.id == SafetyRule.variant_id)
    .outerjoin(_ITS, _ITS.id == _OF.product_id)
    .outerjoin(Location, Location.id == SafetyRule.location_id)
    .order_by(SafetyRule.nearness.desc(), Location.name, SafetyRule.department, _OF.sku, SafetyRule.channel)
)


async def kept_back(work: Work, *, location_id: int, variant_id: int) -> dict[str, SafetyView]:
    """The rules that hold for a variant at a location, by channel; channels that may sell everything are left out."""
    rows = await work.execute(_FITTING, {"location_id": location_id, "variant_id": variant_id})
    fitting = [SafetyView(*row) for row in rows]
    nearest_of = {channel: next((r for r in fitting if r.channel in (None, channel)), None) for channel in CHANNELS}
    return {channel: rule for channel, rule in nearest_of.items() if rule and rule.quantity}


_DEPARTMENT = (
    select(Product.department)
    .join(Variant, Variant.product_id == Product.id)
    .where(Variant.id == bindparam("variant_id"))
    .scalar_subquery()
)
_FITTING = _VIEWS.where(
    or_(SafetyRule.variant_id.is_(None), SafetyRule.variant_id == bindparam("variant_id")),
    or_(SafetyRule.location_id.is_(None), SafetyRule.location_id == bindparam("location_id")),
    or_(SafetyRule.department.is_(None), SafetyRule.department == _DEPARTMENT),
)


async def safety_rules(work: Work) -> list[SafetyView]:
    """All rules, the nearest first."""
    return [SafetyView(*row) for row in await work.execute(_VIEWS)]


async def safety_of(work: Work, *, location_id: int, variant_id: int, channel: str) -> SafetyView | None:
    """The rule that holds for a level in a channel; None where there is none, and nothing is kept back."""
    rule_id = nearest(channel, SafetyRule.id).scalar_subquery()
    level = StockLevel.location_id == location_id, StockLevel.variant_id == variant_id
    query = (
        select(*VIEW)
        .join_from(SafetyRule, StockLevel, SafetyRule.id == rule_id)
        .outerjoin(_OF, _OF.id == SafetyRule.variant_id)
        .outerjoin(_ITS, _ITS.id == _OF.product_id)
        .outerjoin(Location, Location.id == SafetyRule.location_id)
        .where(*level)
    )
    row = (await work.execute(query)).one_or_none()
    return SafetyView(*row) if row else None
