"""The levels of some variants everywhere, with what a channel can sell of each: for pages that show many at once."""

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Subquery, and_, bindparam, func, literal, or_, select

from comptoir.catalogue.tables import Product, Variant
from comptoir.stock.queries.availability import FREE
from comptoir.stock.tables import SafetyRule, StockLevel
from comptoir.wiring.database import any_unseen

BITS = 32
MOST_KEPT = 2**BITS - 1

RANK = SafetyRule.nearness * 2**BITS + func.least(SafetyRule.quantity, MOST_KEPT)
"""A rule's nearness with its quantity: of each nearness at most one fits a level, so the largest is the nearest."""

VARIANT_IDS = bindparam("variant_ids", type_=ARRAY(BigInteger))


def levels_of_variants(channel: ColumnElement[str] | str, *, narrowed: bool = False) -> Subquery:
    """All levels of the variants that the parameter `variant_ids` names, with `safety` and `available` for a channel.

    They say the same as `queries.safety` and `queries.available`, which ask for the nearest rule level by level: of
    thousands of levels that would be most of the cost. Here the rules that fit are gathered for each variant first.

    Where the query is `narrowed` to few locations, levels are found by their key. Else they are read variant by
    variant, which the planner must be led to: it would jump through the key for the sake of its order.
    """
    wanted = (
        select(Variant.id, Product.department)
        .join(Product, Product.id == Variant.product_id)
        .where(Variant.id == any_unseen(VARIANT_IDS))
        .cte("wanted")
    )
    fits = and_(
        or_(SafetyRule.variant_id.is_(None), SafetyRule.variant_id == wanted.c.id),
        or_(SafetyRule.department.is_(None), SafetyRule.department == wanted.c.department),
        or_(SafetyRule.channel.is_(None), SafetyRule.channel == channel),
    )
    fitting = (
        select(wanted.c.id, SafetyRule.location_id, func.max(RANK).label("rank"))
        .join(SafetyRule, fits)
        .group_by(wanted.c.id, SafetyRule.location_id)
        .cte("fitting")
    )
    anywhere, here = fitting.alias("anywhere"), fitting.alias("here")
    nearest = func.greatest(anywhere.c.rank, here.c.rank, type_=BigInteger)
    safety = func.coalesce(nearest.op("&")(literal(MOST_KEPT, BigInteger)), 0)
    is_here = and_(here.c.id == StockLevel.variant_id, here.c.location_id == StockLevel.location_id)
    wants = StockLevel.variant_id == (any_unseen(VARIANT_IDS) if narrowed else wanted.c.id)
    return (
        select(StockLevel, safety.label("safety"), (FREE - safety).label("available"))
        .outerjoin(anywhere, and_(anywhere.c.id == StockLevel.variant_id, anywhere.c.location_id.is_(None)))
        .outerjoin(here, is_here)
        .where(wants)
        .subquery("level")
    )
