"""What should stand on a location's shelves by the system: on hand, less what can't be sold and what is picked."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, literal, select, union_all

from comptoir.catalogue.tables import Product, Variant
from comptoir.fulfilment.queries.putting_back import LEFT
from comptoir.fulfilment.rules import LIVE
from comptoir.fulfilment.tables import Count, CountLine, Preparation, PreparationLine, PutBack, Transfer, TransferLine
from comptoir.stock.tables import StockLevel
from comptoir.wiring.work import Work


async def picked_at(work: Work, location_id: int, variant_ids: Iterable[int]) -> dict[int, int]:
    """Units of variants that are picked at a location: they wait for customers, to be sent, or to be put back."""
    picked = _picked(location_id).subquery()
    query = select(picked.c.variant_id, picked.c.units).where(picked.c.variant_id.in_(list(variant_ids)))
    return {row[0]: int(row[1]) for row in await work.execute(query)}


async def shelved_variants(work: Work, *, location_id: int, department: str) -> int:
    """How many variants of a department should stand on the shelves."""
    on_shelf = on_the_shelf(location_id=location_id, department=department).subquery()
    return (await work.execute(select(func.count()).select_from(on_shelf))).scalar_one()


def on_the_shelf(*, location_id: int, department: str) -> Select[*tuple[Any, ...]]:
    """The variants of a department that should stand on the shelves, each with how many of it are picked."""
    picked = _picked(location_id).subquery()
    units = func.coalesce(picked.c.units, 0)
    return (
        select(StockLevel.variant_id, units.label("picked"))
        .join(Variant, Variant.id == StockLevel.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .outerjoin(picked, picked.c.variant_id == StockLevel.variant_id)
        .where(StockLevel.location_id == location_id, Product.department == department)
        .where(StockLevel.on_hand - StockLevel.unsellable > units)
    )


def _picked(location_id: int) -> Select[*tuple[Any, ...]]:
    """For orders, for transfers of no order, which are picked by themselves, and what is on its way back."""
    for_orders = (
        select(PreparationLine.variant_id, PreparationLine.picked)
        .join(Preparation, Preparation.id == PreparationLine.preparation_id)
        .where(Preparation.location_id == location_id, Preparation.state.in_(LIVE), PreparationLine.picked > 0)
        .where(PreparationLine.outcome.is_(None))
    )
    for_transfers = (
        select(TransferLine.variant_id, TransferLine.picked)
        .join(Transfer, Transfer.id == TransferLine.transfer_id)
        .where(Transfer.from_id == location_id, Transfer.state == "created", TransferLine.picked > 0)
    )
    back = select(PutBack.variant_id, LEFT).where(PutBack.location_id == location_id, PutBack.ended_at.is_(None))
    all_of = union_all(for_orders, for_transfers, back).subquery()
    return select(all_of.c.variant_id, func.sum(all_of.c.picked).label("units")).group_by(all_of.c.variant_id)


async def departments(work: Work) -> list[str]:
    """All departments of the chain."""
    query = select(Product.department).distinct().order_by(Product.department)
    return list((await work.execute(query)).scalars())


async def department_of(work: Work, variant_id: int) -> str:
    """The department that a variant belongs to."""
    query = select(Product.department).join(Variant, Variant.product_id == Product.id).where(Variant.id == variant_id)
    return (await work.execute(query)).scalar_one()


async def is_counted_elsewhere(work: Work, count_id: UUID, *, location_id: int, variant_id: int) -> bool:
    """Whether another count that runs at the location has counted some of a variant."""
    other = and_(Count.id == CountLine.count_id, Count.id != count_id)
    query = (
        select(literal(1))
        .select_from(Count)
        .join(CountLine, other)
        .where(Count.location_id == location_id, Count.state == "open")
        .where(CountLine.variant_id == variant_id, CountLine.counted.is_not(None))
    )
    return (await work.execute(query.limit(1))).first() is not None
