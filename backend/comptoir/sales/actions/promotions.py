"""Make promotions, and end them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select, update

from comptoir.identity.rules import Right, require
from comptoir.kit.errors import N_, Invalid, NotFound, Refused
from comptoir.sales.events import PromotionsChanged
from comptoir.sales.rules.pricing import Bundle, Promotion
from comptoir.sales.tables import Promotion as Row
from comptoir.wiring.work import Work


class WrongBundle(Invalid):
    slug = "wrong-bundle"
    title = N_("A bundle has at least two units, and fewer of them are paid.")


class CouponTaken(Refused):
    slug = "coupon-taken"
    title = N_("Another promotion has this coupon.")


async def make_promotion(work: Work, promotion: Promotion) -> None:
    """Have a promotion count from its first day. Raises WrongBundle, CouponTaken, NotAllowed, NotSignedIn."""
    require(work.actor, Right.MANAGE_CHAIN)
    coupon = promotion.coupon.strip().upper() if promotion.coupon else None
    _check(promotion)
    taken = select(Row.id).where(Row.coupon == coupon, Row.ended_at.is_(None))
    if coupon and (await work.execute(taken)).first():
        raise CouponTaken(field="coupon")
    kept: Mapping[str, Any] = msgspec.to_builtins(promotion, builtin_types=(UUID,)) | {"coupon": coupon}
    days = {"from_day": promotion.from_day, "to_day": promotion.to_day}
    work.add(Row, **(dict(kept) | days), made_by=work.actor.key, made_at=work.now)
    work.record(PromotionsChanged(promotion_id=promotion.id))


async def end_promotion(work: Work, promotion_id: UUID) -> None:
    """It counts no more, in open baskets neither. Raises NotFound, NotAllowed, NotSignedIn."""
    require(work.actor, Right.MANAGE_CHAIN)
    ended = update(Row).where(Row.id == promotion_id, Row.ended_at.is_(None)).values(ended_at=work.now)
    if not (await work.execute(ended.returning(Row.id))).first():
        raise NotFound
    work.record(PromotionsChanged(promotion_id=promotion_id))


def _check(promotion: Promotion) -> None:
    form = promotion.form
    if isinstance(form, Bundle) and not (promotion.of == "units" and form.take >= 2 and 0 <= form.pay < form.take):
        raise WrongBundle(field="form")
