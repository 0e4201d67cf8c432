"""What the QR code on a customer's phone says."""

from datetime import UTC, datetime, timedelta

from comptoir.wiring.codes import HandoverCode, sign_code
from e2e.shop import Order, Shop
from tests.house import LYON


async def code_of(shop: Shop, order: Order, *, location: int = LYON, days: int = 3) -> str:
    """The code of an order that waits at a location for so many days more."""
    code = await shop.house.value("SELECT code FROM preparations WHERE id = :id", id=order.preparation_id)
    until = datetime.now(UTC) + timedelta(days=days)
    return sign_code(shop.settings, HandoverCode(order.preparation_id, location, code, until))
