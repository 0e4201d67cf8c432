"""How one level stands: its quantities, what each channel may sell of it and by which rule, and how far to trust it."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import and_, select

from comptoir.catalogue.tables import Variant
from comptoir.network.tables import Location
from comptoir.stock import rules
from comptoir.stock.queries.safety import nearest
from comptoir.stock.rules import CHANNELS, Channel, Quantities
from comptoir.stock.tables import SafetyRule, StockLevel, StockTrust
from comptoir.wiring.work import Work


class Kept(msgspec.Struct, frozen=True):
    """The rule for safety stock that holds; what is None fits all."""

    quantity: int
    channel: str | None
    sku: str | None
    department: str | None
    location: str | None


class Standing(msgspec.Struct, frozen=True):
    """A level. `kept` has the nearest rule for each channel that one fits."""

    location_id: int
    location: str
    variant_id: int
    sku: str
    quantities: Quantities
    version: int
    stated_at: datetime | None
    trust: float
    kept: dict[Channel, Kept]

    def available(self, channel: Channel) -> int:
        """What a channel can still promise; below zero where more is promised than is there."""
        rule = self.kept.get(channel)
        return self.quantities.free - (rule.quantity if rule else 0)


async def standing_of(work: Work, location: str, sku: str) -> Standing | None:
    """The level of a SKU at a location, by their codes; None where there is none."""
    row = (await work.execute(_LEVEL.where(Location.code == location, Variant.sku == sku))).one_or_none()
    if row is None:
        return None
    return Standing(
        location_id=row.location_id,
        location=row.code,
        variant_id=row.variant_id,
        sku=row.sku,
        quantities=Quantities(*(getattr(row, name) for name in Quantities.__struct_fields__)),
        version=row.version,
        stated_at=row.stated_at,
        trust=rules.probability(rules.Looks(row.found or 0.0, row.missed or 0.0)),
        kept=await _kept(work, {channel: getattr(row, channel) for channel in CHANNELS}),
    )


async def _kept(work: Work, rule_ids: dict[Channel, UUID | None]) -> dict[Channel, Kept]:
    if not any(rule_ids.values()):
        return {}
    found = await work.execute(_RULES.where(SafetyRule.id.in_(set(rule_ids.values()))))
    by_id = {row.id: Kept(*row[1:]) for row in found}
    return {channel: by_id[rule_id] for channel, rule_id in rule_ids.items() if rule_id}


_looks = and_(StockTrust.location_id == StockLevel.location_id, StockTrust.variant_id == StockLevel.variant_id)
_LEVEL: Any = (
    select(StockLevel, Location.code, Variant.sku, StockTrust.found, StockTrust.missed)
    .add_columns(*(nearest(channel, SafetyRule.id).scalar_subquery().label(channel) for channel in CHANNELS))
    .join(Location, Location.id == StockLevel.location_id)
    .join(Variant, Variant.id == StockLevel.variant_id)
    .outerjoin(StockTrust, _looks)
)
_RULES = (
    select(SafetyRule.id, SafetyRule.quantity, SafetyRule.channel, Variant.sku, SafetyRule.department, Location.code)
    .outerjoin(Variant, Variant.id == SafetyRule.variant_id)
    .outerjoin(Location, Location.id == SafetyRule.location_id)
)
