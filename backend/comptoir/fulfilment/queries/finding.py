"""Find what a customer comes for."""

from uuid import UUID

from sqlalchemy import or_, select

from comptoir.fulfilment.rules import LIVE
from comptoir.fulfilment.tables import Preparation
from comptoir.kit.ids import normalise_code
from comptoir.orders.tables import Order
from comptoir.wiring.codes import read_code
from comptoir.wiring.links import read_handover_token
from comptoir.wiring.work import Work


async def find_for_handover(work: Work, *, location_id: int, code: str) -> UUID | None:
    """The preparation that a QR code, a pickup code or an order number means at this location; live ones first.

    QR codes from before they were signed count too.
    """
    order_id = await order_of(work, code)
    typed = normalise_code(code)
    number = f"{typed[:3]}-{typed[3:]}"
    means = Order.id == order_id if order_id else or_(Preparation.code == typed, Order.number == number)
    query = (
        select(Preparation.id)
        .join(Order, Order.id == Preparation.order_id)
        .where(Preparation.location_id == location_id, Preparation.method == "collect", means)
        .order_by(Preparation.state.in_(LIVE).desc(), Preparation.opened_at.desc())
        .limit(1)
    )
    return (await work.execute(query)).scalar()


async def order_of(work: Work, code: str) -> UUID | None:
    """The order of a QR code: its work may have come to another preparation since the code was made."""
    signed = read_code(work.settings, code)
    if signed is None:
        return read_handover_token(work.settings, code)
    return (await work.execute(select(Preparation.order_id).where(Preparation.id == signed.preparation_id))).scalar()
