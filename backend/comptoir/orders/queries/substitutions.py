"""What customers of an order were asked, and what they got in place of what was not there."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import aliased

from comptoir.catalogue.tables import Variant
from comptoir.orders.tables import OrderLine, Substitution
from comptoir.wiring.work import Work


class OfferView(msgspec.Struct, frozen=True):
    """Something that the customer may have, and what a unit of it costs them."""

    sku: str
    price: int


class SubstitutionView(msgspec.Struct, frozen=True):
    """Units of a SKU that can't be found, and what the customer may have in their place, or has.

    `state` is asked (until `expires_at`), accepted, refused, expired or withdrawn. Of what they accepted, `price` is
    what a unit costs them, and `difference` how much less all of it costs than what they ordered; `consent` says how
    they agreed: with the order, by phone, or by mail.
    """

    id: UUID
    sku: str
    quantity: int
    state: str
    offers: list[OfferView]
    consent: str | None
    chosen: str | None
    price: int | None
    difference: int
    asked_at: datetime
    expires_at: datetime | None
    answered_at: datetime | None


_ordered, _came = aliased(Variant), aliased(Variant)


async def substitutions_of(work: Work, order_id: UUID) -> list[SubstitutionView]:
    """Of an order, the oldest first."""
    asked = Substitution.asked_at, Substitution.expires_at, Substitution.answered_at
    query = (
        select(Substitution.id, _ordered.sku, Substitution.quantity, Substitution.state, Substitution.offers)
        .add_columns(Substitution.consent, _came.sku, Substitution.price, Substitution.difference, *asked)
        .join(OrderLine, OrderLine.id == Substitution.line_id)
        .join(_ordered, _ordered.id == OrderLine.variant_id)
        .outerjoin(_came, _came.id == Substitution.variant_id)
        .where(Substitution.order_id == order_id)
        .order_by(Substitution.asked_at, Substitution.id)
    )
    rows = (await work.execute(query)).all()
    skus = await _skus(work, {each["variant_id"] for row in rows for each in row.offers})
    return [_view(row, skus) for row in rows]


def _view(row: Any, skus: dict[int, str]) -> SubstitutionView:
    fields: dict[str, Any] = dict(zip(SubstitutionView.__struct_fields__, row, strict=True))
    fields["offers"] = [OfferView(skus[each["variant_id"]], each["price"]) for each in row.offers]
    return SubstitutionView(**fields)


async def _skus(work: Work, variant_ids: set[int]) -> dict[int, str]:
    if not variant_ids:
        return {}
    rows = await work.execute(select(Variant.id, Variant.sku).where(Variant.id.in_(variant_ids)))
    return {row[0]: row[1] for row in rows}
