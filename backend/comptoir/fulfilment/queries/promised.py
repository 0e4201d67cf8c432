"""By when an order is promised, as parts of other queries of `Order`: what was told last, and at first."""

from sqlalchemy import select

from comptoir.orders.tables import Order, Promise

_promises = select(Promise.due_at).where(Promise.order_id == Order.id).limit(1).correlate(Order)
TOLD = _promises.order_by(Promise.made_at.desc(), Promise.id.desc()).scalar_subquery()
FIRST = _promises.order_by(Promise.made_at, Promise.id).scalar_subquery()
