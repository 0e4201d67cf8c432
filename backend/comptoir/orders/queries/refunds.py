"""What is owed to the customer of an order."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, select

from comptoir.catalogue.tables import Variant
from comptoir.orders.tables import OrderLine, Refund
from comptoir.wiring.work import Work


class RefundView(msgspec.Struct, frozen=True):
    """What is owed for units that the customer did not get: an amount with tax, and the tax in it."""

    sku: str
    quantity: int
    amount: int
    tax: int
    reason: str
    at: datetime


async def owed(work: Work, order_id: UUID) -> int:
    """What is owed to the customer of an order by now, in minor units, with tax."""
    query = select(func.coalesce(func.sum(Refund.amount), 0)).where(Refund.order_id == order_id)
    return int((await work.execute(query)).scalar_one())


async def refunds_of(work: Work, order_id: UUID) -> list[RefundView]:
    """All of them, the oldest first."""
    query = (
        select(Variant.sku, Refund.quantity, Refund.amount, Refund.tax, Refund.reason, Refund.at)
        .join(OrderLine, OrderLine.id == Refund.line_id)
        .join(Variant, Variant.id == OrderLine.variant_id)
        .where(Refund.order_id == order_id)
        .order_by(Refund.at, OrderLine.position, Refund.id)
    )
    return [RefundView(*row) for row in await work.execute(query)]
