"""What the counter has to know of an order before it is given away."""

from uuid import UUID

import msgspec
from sqlalchemy import func, select

from comptoir.catalogue.rules.words import words
from comptoir.catalogue.tables import Product, Variant
from comptoir.customers.tables import Customer
from comptoir.fulfilment.queries.finding import order_of
from comptoir.fulfilment.rules import FEWEST_LETTERS, MOST_HITS, CounterRules, Proof, There, matches
from comptoir.fulfilment.tables import Preparation, PreparationLine, Proxy
from comptoir.kit.ids import normalise_code
from comptoir.network.queries import decided
from comptoir.orders.tables import Allocation, Order, OrderLine
from comptoir.wiring.work import Work

COUNTER = "counter"
"""The subject of the chain's setting."""


class AtCounter(msgspec.Struct, frozen=True):
    """An order at the counter: its pickup code, whose it is, and who comes instead, if somebody does."""

    preparation_id: UUID
    order_id: UUID
    code: str
    customer: str
    proxy: str | None


async def counter_rules(work: Work) -> CounterRules:
    """What the chain decided about its counters."""
    return msgspec.convert(await decided(work, COUNTER), CounterRules)


async def demanded(work: Work, preparation_id: UUID) -> tuple[Proof, ...]:
    """What is to be shown for the goods of a preparation."""
    rules = await counter_rules(work)
    return rules.demanded(await _worth(work, preparation_id))


async def at_counter(work: Work, preparation_id: UUID) -> AtCounter | None:
    """Who may have a preparation's goods; None where there is none."""
    query = (
        select(Preparation.id, Preparation.order_id, Preparation.code, Customer.name, Proxy.name)
        .join(Order, Order.id == Preparation.order_id)
        .join(Customer, Customer.id == Order.customer_id)
        .outerjoin(Proxy, Proxy.order_id == Order.id)
        .where(Preparation.id == preparation_id)
    )
    row = (await work.execute(query)).one_or_none()
    return AtCounter(*row) if row else None


async def proves(work: Work, who: AtCounter, said: str) -> bool:
    """Whether a scanned QR code or a typed pickup code is this order's, wherever its work was when it was made."""
    return bool(said) and (normalise_code(said) == who.code or await order_of(work, said) == who.order_id)


async def there(work: Work, preparation_id: UUID) -> dict[UUID, There]:
    """The units that stand ready, by line."""
    line = PreparationLine
    query = (
        select(line.id, line.picked, Product.name)
        .join(Variant, Variant.id == line.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(line.preparation_id == preparation_id, line.outcome.is_(None), line.picked > 0)
    )
    return {row[0]: There(row[1], row[2]) for row in await work.execute(query)}


async def was_some_collected(work: Work, preparation_id: UUID) -> bool:
    """Whether the customer has a part of it already."""
    query = select(PreparationLine.id).where(
        PreparationLine.preparation_id == preparation_id, PreparationLine.outcome == "collected"
    )
    return (await work.execute(query.limit(1))).first() is not None


async def waiting_by_name(work: Work, *, location_id: int, name: str) -> list[UUID] | None:
    """The preparations that wait at a location for people of such a name, or somebody who comes for them; at most so
    many. None where too little of the name is said.
    """
    wanted = words(name)
    if sum(len(word) for word in wanted) < FEWEST_LETTERS:
        return None
    query = (
        select(Preparation.id, Customer.name, Proxy.name)
        .join(Order, Order.id == Preparation.order_id)
        .join(Customer, Customer.id == Order.customer_id)
        .outerjoin(Proxy, Proxy.order_id == Order.id)
        .where(Preparation.location_id == location_id, Preparation.state == "ready")
        .order_by(Preparation.ready_at.desc())
    )
    rows = await work.execute(query)
    return [row[0] for row in rows if any(each and matches(wanted, words(each)) for each in row[1:])][:MOST_HITS]


async def _worth(work: Work, preparation_id: UUID) -> int:
    line = PreparationLine
    query = (
        select(func.coalesce(func.sum(line.picked * OrderLine.price), 0))
        .join(Allocation, Allocation.id == line.allocation_id)
        .join(OrderLine, OrderLine.id == Allocation.line_id)
        .where(line.preparation_id == preparation_id, line.outcome.is_(None))
    )
    return int((await work.execute(query)).scalar_one())
