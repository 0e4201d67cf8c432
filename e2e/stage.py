"""A store in the middle of its day: orders in every state, for checking and photographing all that screens show."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from comptoir.catalogue.actions import index_all
from comptoir.kit.ids import new_id
from comptoir.sales.actions import Guest, accept_offer
from comptoir.webhooks.actions import add_webhook
from comptoir.webhooks.rules.subscriptions import Subscription
from comptoir.wiring.links import substitute_token
from e2e.boxes import pack
from e2e.browsers import Browsers
from e2e.goods import stock
from e2e.network import spread
from e2e.shop import PASSWORD, Order, Shop
from e2e.tablet import Tablet
from tests.house import HUGO, IRIS, LEA, NADIA, ZOE

ORDERS: dict[str, tuple[str, tuple[tuple[str, int], ...]]] = {
    "late": ("Karim Haddad", (("WATER-6", 2), ("PASTA-500", 3))),
    "urgent": ("Amélie Roux", (("SALMON-4", 1), ("SORBET-1", 2), ("PEACH-1", 1))),
    "mine": ("Louis Garnier", (("BUTTER-250", 1), ("YOGHURT-4", 2), ("EGGS-12", 1), ("COFFEE-1", 2), ("OIL-75", 1))),
    "hugos": ("Inès Fabre", (("COFFEE-1", 1), ("PASTA-500", 4))),
    "picked": ("Paul Nguyen", (("OIL-75", 1),)),
    "new": ("Sophie Lefèvre", (("PEACH-1", 2), ("EGGS-12", 1))),
    "far": ("Clara Petit", (("COFFEE-1", 3),)),
    "ready": ("Jeanne Marchand", (("YOGHURT-4", 1), ("COFFEE-1", 1), ("SORBET-1", 1))),
    "shelved": ("Omar Diallo", (("PASTA-500", 2),)),
    "short": ("Rose Vasseur", (("PEACH-1", 1), ("OIL-75", 2))),
    "swapped": ("Zélie Morin", (("EGGS-12", 2), ("PASTA-500", 1))),
    "asked": ("Hugo Lambert", (("EGGS-12", 2),)),
    "agreed": ("Maya Berger", (("EGGS-12", 1),)),
    "collected": ("Théo Blanc", (("PASTA-500", 1),)),
    "expired": ("Lina Costa", (("COFFEE-1", 1),)),
    "cancelled": ("Adam Weber", (("WATER-6", 1), ("PASTA-500", 1))),
    "refused": ("Nina Rossi", (("SALMON-4", 2),)),
}
"""What was ordered, by what becomes of it."""


ENVIRONMENT = {
    "COMPTOIR_DEVELOPMENT": "true",
    "COMPTOIR_LOCK_AFTER_MINUTES": "0",
    "COMPTOIR_TRACKING_LINKS": "Colissimo = https://carrier.example/?code={tracking}",
}
"""A seat waits long for its next scene."""


@dataclass(frozen=True)
class Stage:
    """The shop, its orders by what became of them, its transfers likewise, and its waves."""

    shop: Shop
    orders: dict[str, Order]
    transfers: dict[str, UUID]
    waves: dict[str, UUID] = field(default_factory=dict[str, UUID])

    def __getitem__(self, name: str) -> Order:
        return self.orders[name]

    async def location(self, code: str) -> int:
        return await self.shop.house.value("SELECT id FROM locations WHERE code = :code", code=code)

    async def change(self, statement: str, **values: Any) -> None:
        """Let be so at once what would take its time."""
        async with self.shop.house.sessions() as session:
            await session.execute(text(statement), values)
            await session.commit()

    async def question(self, name: str) -> str:
        """The path of the page by which an order's customer answers what they are asked."""
        query = "SELECT id FROM substitutions WHERE order_id = :id AND offers <> '[]'"
        question = await self.shop.house.value(query, id=self[name].id)
        return f"/substitutes/{substitute_token(self.shop.settings, question)}"

    async def agree(self, name: str) -> None:
        """An order's customer takes the first of what they are offered."""
        query = "SELECT id, offers FROM substitutions WHERE order_id = :id"
        (asked,) = await self.shop.house.rows(query, id=self[name].id)
        async with self.shop.house.work() as work:
            await accept_offer(work, asked.id, variant_id=asked.offers[0]["variant_id"])

    async def promise(self, name: str, minutes: int, *, opened: int = 4) -> None:
        """An order is promised in so many minutes from now, and was placed so many ago."""
        span = timedelta(minutes=minutes)
        await self.change(TIMES, due=span, ago=timedelta(minutes=opened), order=self[name].id)
        await self.change(PROMISE, due=span, order=self[name].id)


PROMISE = "UPDATE promises SET due_at = now() + :due WHERE order_id = :order"
TIMES = """UPDATE preparations SET promise_at = now() + :due, opened_at = now() - cast(:ago AS interval),
    rang_at = now() - cast(:ago AS interval) WHERE order_id = :order"""


async def set_the_stage(shop: Shop, browsers: Browsers) -> Stage:
    """Lyon's morning, as Léa, Hugo and Zoé have worked so far."""
    await stock(shop.house.sessions)
    await spread(shop.house.sessions)
    async with shop.house.work() as work:
        await index_all(work)
    stage = Stage(shop, {name: await _order(shop, *ordered) for name, ordered in ORDERS.items()}, {})
    await stage.change(LYON)
    await _prepare(stage, await browsers.tablet(LEA), await browsers.tablet(HUGO, name="Stock room"))
    await _hand_over(stage, await browsers.tablet(ZOE, name="Entrance"))
    await hooks(stage)
    orders, transfers = await pack(shop)
    stage.orders.update(orders)
    stage.transfers.update(transfers)
    for name, minutes in PROMISES.items():
        await stage.promise(name, minutes, opened=20 if name == "late" else 4)
    await browsers.close()
    return stage


HOOKS = ("Shop site", "Marketplace", "Warehouse", "Old ERP")
FAILING = """UPDATE webhooks SET failures = 3, failing_since = now() - interval '9 minutes', xid = '0',
    next_try_at = now() + interval '1 day', trouble = '{"what": "answered", "status": 503}'
    WHERE name = 'Marketplace'"""
PAUSED = "UPDATE webhooks SET state = 'paused' WHERE name = 'Warehouse'"
GIVEN_UP = """UPDATE webhooks SET state = 'disabled', failures = 1, failing_since = now(), xid = '0',
    trouble = '{"what": "answered", "status": 410}' WHERE name = 'Old ERP'"""
TESTED = "UPDATE webhooks SET tested_at = now(), told_at = now() WHERE name = 'Shop site'"


async def hooks(stage: Stage) -> None:
    """Other systems that are told, or not; nothing that any of them wants to hear of happens any more."""
    for name in HOOKS:
        url = f"https://{name.lower().replace(' ', '-')}.example/hooks"
        wanted = Subscription(name=name, url=url, types=("order.cancelled",), below=3)
        async with stage.shop.house.work(IRIS) as work:
            await add_webhook(work, new_id(), wanted)
    for statement in (FAILING, PAUSED, GIVEN_UP, TESTED):
        await stage.change(statement)


PROMISES = {"late": -7, "urgent": 13, "mine": 34, "hugos": 41, "picked": 52, "new": 96, "far": 131}
"""Minutes left."""

LYON = """UPDATE locations SET name = 'Lyon Presqu’île', street = '14 rue de la République', postcode = '69002',
    phone = '+33 4 72 00 00 14' WHERE code = 'LYON'"""


async def take_seats(browsers: Browsers) -> dict[str, Tablet]:
    """The browsers of those who look, by `Who`."""
    seats = {"stranger": await browsers.tablet(), "tablet": await browsers.tablet(), "iris": await browsers.tablet()}
    seats["stranger"].watch.forgive("/nowhere", "/pickup/garbage")
    await seats["tablet"].enrol("Fitting room")
    await seats["iris"].post("/sign-in", email=f"{IRIS.id}@example.fr", password=PASSWORD)
    seats["lea"] = await browsers.tablet(LEA, name="Back office")
    seats["zoe"] = await browsers.tablet(ZOE, name="Counter 2")
    seats["nadia"] = await browsers.tablet(NADIA, name="Office")
    return seats


async def _order(shop: Shop, name: str, lines: tuple[tuple[str, int], ...]) -> Order:
    return await shop.order(*lines, guest=Guest(name, "customer@example.fr", None, "en"))


async def _prepare(stage: Stage, lea: Tablet, hugo: Tablet) -> None:
    await lea.pick(stage["mine"], units=3)
    await hugo.pick(stage["hugos"], units=1)
    await hugo.pick(stage["picked"])
    await lea.refuse(stage["short"], lines=1, reason="damaged")
    await lea.refuse(stage["refused"], lines=1, reason="damaged")
    await lea.swap(stage["swapped"], "EGGS-12", "BUTTER-250")
    for name in ("asked", "agreed"):
        await lea.ask(stage[name], "EGGS-12", "BUTTER-250", "YOGHURT-4")
    await stage.change("UPDATE substitutions SET expires_at = now() + interval '1 day' WHERE state = 'asked'")
    await stage.agree("agreed")
    await lea.pick(stage["cancelled"])
    await stage.shop.cancel(stage["cancelled"])
    shelves = {"ready": "A12", "shelved": "B3", "short": "C7", "collected": "A4", "expired": "D1"}
    for name, shelf in shelves.items():
        await lea.make_ready(stage[name], shelf)


async def _hand_over(stage: Stage, zoe: Tablet) -> None:
    await stage.change("UPDATE preparations SET ready_at = ready_at - interval '5 minutes' WHERE state = 'ready'")
    await zoe.post(f"/preparations/{stage['collected'].preparation_id}/hand-over")
    await zoe.post(f"/preparations/{stage['expired'].preparation_id}/no-show", reason="no_show")
