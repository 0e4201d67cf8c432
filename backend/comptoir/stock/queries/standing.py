"""How one level stands: its quantities, what each channel may sell of it and why, and how far it can be trusted."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import and_, select

from comptoir.catalogue.tables import Variant
from comptoir.network.tables import Location
from comptoir.stock import rules
from comptoir.stock.queries.safety import SafetyView, nearest, safety_rules
from comptoir.stock.rules import CHANNELS, Channel, Quantities
from comptoir.stock.tables import SafetyRule, StockLevel, StockTrust
from comptoir.wiring.work import Work


class Standing(msgspec.Struct, frozen=True):
    """A level. `kept_back` has the rule that holds for each channel; channels that may sell everything are left out."""

    location_id: int
    location: str
    location_name: str
    variant_id: int
    sku: str
    quantities: Quantities
    version: int
    stated_at: datetime | None
    trust: float
    kept_back: dict[Channel, SafetyView]

    def available(self, channel: Channel) -> int:
        """What a channel can still promise, below zero where more is promised than is there."""
        rule = self.kept_back.get(channel)
        return self.quantities.free - (rule.quantity if rule else 0)


async def standing_of(work: Work, location: str, sku: str) -> Standing | None:
    """The level of a SKU at a location, by their codes; None where there is none."""
    row = (await work.execute(_LEVEL.where(Location.code == location, Variant.sku == sku))).one_or_none()
    if row is None:
        return None
    ids = {channel: getattr(row, channel) for channel in CHANNELS}
    return Standing(
        location_id=row.location_id,
        location=row.code,
        location_name=row.name,
        variant_id=row.variant_id,
        sku=row.sku,
        quantities=Quantities(*(getattr(row, name) for name in Quantities.__struct_fields__)),
        version=row.version,
        stated_at=row.stated_at,
        trust=rules.probability(rules.Looks(row.found or 0.0, row.missed or 0.0)),
        kept_back=await _rules_of(work, ids),
    )


async def _rules_of(work: Work, ids: dict[Channel, UUID | None]) -> dict[Channel, SafetyView]:
    by_id = {rule.id: rule for rule in await safety_rules(work)} if any(ids.values()) else {}
    return {channel: by_id[rule_id] for channel, rule_id in ids.items() if rule_id in by_id}


_looks = and_(StockTrust.location_id == StockLevel.location_id, StockTrust.variant_id == StockLevel.variant_id)
_LEVEL: Any = (
    select(StockLevel, Location.code, Location.name, Variant.sku, StockTrust.found, StockTrust.missed)
    .add_columns(*(nearest(channel, SafetyRule.id).scalar_subquery().label(channel) for channel in CHANNELS))
    .join(Location, Location.id == StockLevel.location_id)
    .join(Variant, Variant.id == StockLevel.variant_id)
    .outerjoin(StockTrust, _looks)
)
