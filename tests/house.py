"""The cast: two stores in Lyon and Annecy, who works there, what they sell, and a shop site with a key.

Lyon has bread and cheese; Annecy has more cheese. It is Tuesday morning, ten o'clock in France.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text

from comptoir.catalogue.actions import index_all
from comptoir.catalogue.tables import Gtin, Product, Variant
from comptoir.identity.tables import Staff, StaffLocation
from comptoir.kit.clock import FixedClock
from comptoir.network.tables import Location
from comptoir.orders.actions import forget_serials
from comptoir.routing.queries.boosts import forget_boosts
from comptoir.routing.queries.conditions import forget_conditions
from comptoir.routing.queries.kept import forget_kept_networks
from comptoir.routing.queries.network import forget_networks
from comptoir.routing.queries.policies import as_document, forget_policies
from comptoir.routing.rules.standard import STANDARD
from comptoir.routing.tables import RoutingPolicy
from comptoir.sales.actions import Guest, Placed, Wanted, place_order
from comptoir.stock.actions import adjust, expire_holds
from comptoir.stock.queries.verifying import differences, places
from comptoir.stock.tables import Movement, StockLevel
from comptoir.wiring.actors import SYSTEM, Actor
from comptoir.wiring.sessions import Sessions
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

TUESDAY_TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOURS = {day: [["09:00", "19:30"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat")}
LYON, ANNECY = 1, 2
BREAD, CHEESE, WINE = 1, 2, 3
BREAD_GTIN, CHEESE_GTIN = "4006381333931", "5901234123457"
SKUS = {BREAD: "BREAD", CHEESE: "CHEESE", WINE: "WINE"}

SHOP_SITE = Actor(kind="machine", id="shop-site", scopes=frozenset({"orders:read", "orders:write"}))
MARIE = Guest("Marie Durand", "marie@example.fr", None, "fr")


def staff(staff_id: int, name: str, role: Any, *locations: int) -> Actor:
    """A member of staff who is signed in."""
    return Actor(
        kind="staff",
        id=str(staff_id),
        name=name,
        role=role,
        locations=frozenset(locations),
        location_id=locations[0] if locations else None,
    )


LEA = staff(1, "Léa", "preparer", LYON)
HUGO = staff(2, "Hugo", "preparer", LYON)
NADIA = staff(3, "Nadia", "manager", LYON)
ZOE = staff(4, "Zoé", "associate", LYON)
PAUL = staff(5, "Paul", "manager", ANNECY)
IRIS = staff(6, "Iris", "headquarters")
PEOPLE = (LEA, HUGO, NADIA, ZOE, PAUL, IRIS)


@dataclass(frozen=True)
class Level:
    """A level's quantities, to compare with."""

    on_hand: int
    reserved: int = 0
    unsellable: int = 0


FORGET = (forget_networks, forget_kept_networks, forget_conditions, forget_policies, forget_boosts, forget_serials)
"""What a process keeps of a database, of which tests see several."""


class House:
    """A chain in a database, a clock that tests move, and work for whoever acts."""

    def __init__(self, sessions: Sessions, settings: Settings) -> None:
        self.sessions = sessions
        self.settings = settings
        self.clock = FixedClock(TUESDAY_TEN)

    @asynccontextmanager
    async def work(self, actor: Actor = SYSTEM) -> AsyncGenerator[Work]:
        """A unit of work that is committed at its end, and rolled back when it is refused."""
        async with self.sessions() as session:
            work = Work(session, actor=actor, clock=self.clock, settings=self.settings)
            yield work
            await work.commit()

    async def build(self) -> None:
        """Open the stores; what this process knew of others is forgotten."""
        for forget in FORGET:
            forget()
        async with self.sessions() as session:
            for table, rows in _rows():
                await session.execute(insert(table), rows)
            for table in ("locations", "products", "variants", "staff"):
                last = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                await session.execute(text(last))
            await session.commit()
        async with self.work() as work:
            await index_all(work)

    def wait(self, **duration: float) -> None:
        """Let time pass."""
        self.clock.at += timedelta(**duration)

    async def order(self, *lines: tuple[int, int], location: int = LYON, guest: Guest = MARIE) -> Placed:
        """The shop site orders (variant, quantity) pairs to collect, by default at Lyon and for Marie."""
        async with self.work(SHOP_SITE) as work:
            return await place_order(
                work,
                channel="web",
                location={LYON: "LYON", ANNECY: "ANNECY"}[location],
                guest=guest,
                lines=[Wanted(SKUS[variant], quantity) for variant, quantity in lines],
                reference=None,
            )

    async def deliver(self, variant: int, quantity: int, *, location: int = LYON) -> None:
        """More units arrive, with their line in the ledger."""
        async with self.work() as work:
            await adjust(
                work, location_id=location, variant_id=variant, reason="found", quantity=quantity, reference="delivery"
            )

    async def preparation_of(self, order_id: UUID) -> UUID:
        """The id of an order's only preparation."""
        return await self.value("SELECT id FROM preparations WHERE order_id = :order", order=order_id)

    async def line_of(self, preparation_id: UUID, variant: int) -> UUID:
        """The id of a preparation's line."""
        query = "SELECT id FROM preparation_lines WHERE preparation_id = :id AND variant_id = :variant"
        return await self.value(query, id=preparation_id, variant=variant)

    async def state_of(self, preparation_id: UUID) -> str:
        return await self.value("SELECT state FROM preparations WHERE id = :id", id=preparation_id)

    async def status_of(self, order_id: UUID) -> str:
        return await self.value("SELECT status FROM orders WHERE id = :id", id=order_id)

    async def level(self, variant: int, location: int = LYON) -> Level:
        """How a level stands."""
        async with self.sessions() as session:
            columns = StockLevel.on_hand, StockLevel.reserved, StockLevel.unsellable
            where = StockLevel.location_id == location, StockLevel.variant_id == variant
            return Level(*(await session.execute(select(*columns).where(*where))).one())

    async def events(self) -> list[str]:
        """The names of all events so far."""
        return [row.name for row in await self.rows("SELECT name FROM events ORDER BY id")]

    async def value(self, query: str, **parameters: Any) -> Any:
        """The first column of the only row."""
        async with self.sessions() as session:
            return (await session.execute(text(query), parameters)).scalar_one()

    async def rows(self, query: str, **parameters: Any) -> Sequence[Any]:
        """All rows of a query."""
        async with self.sessions() as session:
            return (await session.execute(text(query), parameters)).all()

    async def settle(self) -> None:
        """The worker's timer comes by: holds that nobody came for are over."""
        async with self.work() as work:
            await expire_holds(work)

    async def differences(self) -> list[Any]:
        """Where levels, reservations, ledger and orders contradict each other: the invariants 1 to 3 of the design."""
        async with self.work() as work:
            found = await differences(work, await places(work))
        return [*found, *[row for query in INVARIANTS for row in await self.rows(query)]]


INVARIANTS = (
    """SELECT 'oversold', location_id, variant_id, reserved, on_hand - unsellable FROM stock_levels l
       WHERE reserved > on_hand - unsellable AND NOT EXISTS (SELECT FROM events e WHERE e.name = 'ShortfallFound'
           AND e.data->>'location_id' = l.location_id::text AND e.data->>'variant_id' = l.variant_id::text)""",
    """SELECT 'line', l.id, l.quantity, l.unplaced, l.cancelled, a.allocated FROM order_lines l
       LEFT JOIN LATERAL (SELECT coalesce(sum(quantity), 0) AS allocated FROM allocations a WHERE a.line_id = l.id) a
       ON true WHERE l.quantity <> a.allocated + l.unplaced + l.cancelled""",
)
"""What `comptoir stock verify` does not prove."""


def _rows() -> list[tuple[Any, list[dict[str, Any]]]]:
    stock = {(LYON, BREAD): 10, (LYON, CHEESE): 5, (ANNECY, CHEESE): 20}
    return [
        (Location, [_store(LYON, "LYON", "Lyon", 45.76, 4.84), _store(ANNECY, "ANNECY", "Annecy", 45.9, 6.13)]),
        (Product, [_product(BREAD, "Country bread"), _product(CHEESE, "Comté cheese"), _product(WINE, "Red wine")]),
        (Variant, [_variant(BREAD, 250), _variant(CHEESE, 690), _variant(WINE, 1190)]),
        (Gtin, [{"gtin": f"0{BREAD_GTIN}", "variant_id": BREAD}, {"gtin": f"0{CHEESE_GTIN}", "variant_id": CHEESE}]),
        (StockLevel, [{"location_id": at, "variant_id": v, "on_hand": n} for (at, v), n in stock.items()]),
        (Movement, [_opening(at, variant, n) for (at, variant), n in stock.items()]),
        (Staff, [_person(person) for person in PEOPLE]),
        (RoutingPolicy, [_policy()]),
        (StaffLocation, [{"staff_id": int(p.id), "location_id": at} for p in PEOPLE for at in p.locations]),
    ]


def _store(location_id: int, code: str, name: str, latitude: float, longitude: float) -> dict[str, Any]:
    place = {"town": name, "latitude": latitude, "longitude": longitude}
    return {
        "id": location_id,
        "code": code,
        "name": name,
        "kind": "store",
        **place,
        "hours": HOURS,
        "services": ["collect"],
    }


def _product(product_id: int, name: str) -> dict[str, Any]:
    return {"id": product_id, "code": SKUS[product_id], "name": name, "department": "Groceries"}


def _variant(variant_id: int, price: int) -> dict[str, Any]:
    sku = SKUS[variant_id]
    return {"id": variant_id, "product_id": variant_id, "sku": sku, "price": price, "tax_rate": "0.055"}


def _opening(location_id: int, variant_id: int, quantity: int) -> dict[str, Any]:
    level = {"location_id": location_id, "variant_id": variant_id, "version": 1}
    counts = {"cause": "opening", "on_hand_change": quantity, "on_hand_after": quantity}
    return {**level, **counts, "actor": "system:test", "at": TUESDAY_TEN}


def _policy() -> dict[str, Any]:
    """The one that every chain begins with."""
    by = {"made_by": "test", "made_at": TUESDAY_TEN, "changed_by": "test", "changed_at": TUESDAY_TEN}
    published = {"state": "published", "published_by": "test", "published_at": TUESDAY_TEN}
    return {"version": 1, "name": "Standard", "document": as_document(STANDARD), **by, **published}


def _person(actor: Actor) -> dict[str, Any]:
    return {"id": int(actor.id), "name": actor.name, "role": actor.role, "email": f"{actor.id}@example.fr"}
