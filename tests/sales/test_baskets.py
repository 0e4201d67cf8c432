"""Zoé serves a customer: what goes into the basket, what it costs, and who goes on with it."""

import asyncio
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import pytest

from comptoir.fulfilment.actions.naming import UnknownCode
from comptoir.identity.actions.sign_in import WrongPin
from comptoir.kit.errors import NotAllowed, NotFound, NotSignedIn
from comptoir.kit.ids import new_id
from comptoir.sales.actions import baskets
from comptoir.sales.actions.promotions import CouponTaken, WrongBundle, end_promotion, make_promotion
from comptoir.sales.queries.baskets import BasketView, basket_head, basket_view, live_baskets
from comptoir.sales.queries.promotions import promotions
from comptoir.sales.rules.baskets import SomebodyElsesBasket, TooManyUnits, UnknownCoupon, WrongBasketState
from comptoir.sales.rules.pricing import Amount, Bundle, DiscountTooLarge, ManagerNeeded, Percentage, Promotion, Scope
from comptoir.wiring.actors import NOBODY, Actor
from tests.house import BREAD, BREAD_GTIN, CHEESE, HUGO, IRIS, LYON, NADIA, PAUL, SHOP_SITE, ZOE, House
from tests.identity.conftest import PIN, chain

__all__ = ["chain"]

TENTH = Percentage(Decimal("0.1"))
QUARTER = Percentage(Decimal("0.25"))


class Counter:
    """Verbs of who stands at the counter with a basket; each is a transaction of its own."""

    def __init__(self, house: House) -> None:
        self.house, self.id = house, new_id()

    async def do(self, verb: Any, *args: Any, who: Actor = ZOE, **more: Any) -> Any:
        async with self.house.work(who) as work:
            return await verb(work, self.id, *args, **more)

    async def view(self) -> BasketView:
        async with self.house.work() as work:
            head = await basket_head(work, self.id)
            assert head
            return await basket_view(work, head)

    async def units(self) -> dict[str, int]:
        return {ware.sku: ware.quantity for ware in (await self.view()).wares}

    async def cost(self) -> int:
        return (await self.view()).bill.paid

    async def state(self) -> str:
        return (await self.view()).head.state


@pytest.fixture
async def counter(chain: House) -> Counter:
    """A basket that Zoé opened."""
    counter = Counter(chain)
    await counter.do(baskets.open_basket)
    return counter


async def promote(house: House, form: Any, *, who: Actor = IRIS, **facts: Any) -> Promotion:
    promotion = Promotion(id=new_id(), name="Christmas", form=form, **facts)
    async with house.work(who) as work:
        await make_promotion(work, promotion)
    return promotion


async def test_what_is_scanned_twice_is_two_units_of_one_line(counter: Counter) -> None:
    for code in (BREAD_GTIN, "bread", "CHEESE"):
        await counter.do(baskets.add_by_code, code)
    assert await counter.units() == {"BREAD": 2, "CHEESE": 1}
    assert await counter.cost() == 2 * 250 + 690


async def test_what_is_taken_along_and_what_is_brought_are_two_lines(counter: Counter) -> None:
    await counter.do(baskets.add, BREAD)
    await counter.do(baskets.add, BREAD, quantity=3, method="ship")
    assert [(ware.method, ware.quantity) for ware in (await counter.view()).wares] == [("now", 1), ("ship", 3)]


async def test_a_code_that_nothing_has_is_said_to_be_unknown_and_changes_nothing(counter: Counter) -> None:
    with pytest.raises(UnknownCode, match="4006381333948"):
        await counter.do(baskets.add_by_code, "4006381333948")
    assert (await counter.view()).head.version == 1


async def test_a_quantity_is_changed_and_none_takes_the_line_out_with_its_discount(counter: Counter) -> None:
    line_id = await counter.do(baskets.add, BREAD)
    await counter.do(baskets.change_quantity, line_id, 4)
    assert await counter.units() == {"BREAD": 4}
    await counter.do(baskets.give_discount, TENTH, reason="damaged", line_id=line_id)
    await counter.do(baskets.change_quantity, line_id, 0)
    view = await counter.view()
    assert (view.wares, view.discounts, view.bill.paid) == ([], [], 0)


async def test_more_units_than_a_till_sells_are_refused(counter: Counter) -> None:
    line_id = await counter.do(baskets.add, BREAD, quantity=999)
    with pytest.raises(TooManyUnits):
        await counter.do(baskets.add, BREAD)
    with pytest.raises(TooManyUnits):
        await counter.do(baskets.change_quantity, line_id, 1000)
    with pytest.raises(NotFound):
        await counter.do(baskets.change_quantity, new_id(), 1)
    assert await counter.units() == {"BREAD": 999}


async def test_a_basket_is_opened_once_however_often_the_tablet_says_so(counter: Counter) -> None:
    await counter.do(baskets.add, BREAD)
    await counter.do(baskets.open_basket)
    assert await counter.units() == {"BREAD": 1}


async def test_a_basket_is_parked_here_and_gone_on_with_by_a_colleague(counter: Counter) -> None:
    await counter.do(baskets.add, BREAD, quantity=2)
    await counter.do(baskets.park, label=" red coat ")
    async with counter.house.work(HUGO) as work:
        (parked,) = await live_baskets(work, LYON)
    assert (parked.label, parked.state, parked.holder, parked.units) == ("red coat", "parked", None, 2)
    await counter.do(baskets.resume, who=HUGO)
    await counter.do(baskets.add, CHEESE, who=HUGO)
    assert await counter.units() == {"BREAD": 2, "CHEESE": 1}


async def test_nobody_changes_a_basket_that_a_colleague_has(counter: Counter) -> None:
    with pytest.raises(SomebodyElsesBasket, match="Zoé"):
        await counter.do(baskets.add, BREAD, who=HUGO)
    await counter.do(baskets.resume, who=HUGO)
    with pytest.raises(SomebodyElsesBasket, match="Hugo"):
        await counter.do(baskets.add, BREAD)


@pytest.mark.parametrize(
    ("who", "refusal"), [(PAUL, NotFound), (IRIS, NotAllowed), (SHOP_SITE, NotAllowed), (NOBODY, NotSignedIn)]
)
async def test_who_does_not_sell_here_gets_nowhere_near_it(counter: Counter, who: Actor, refusal: type) -> None:
    for verb, args in ((baskets.add, (BREAD,)), (baskets.park, ()), (baskets.resume, ()), (baskets.leave, ())):
        with pytest.raises(refusal):
            await counter.do(verb, *args, who=who)
    assert (await counter.state(), await counter.units()) == ("open", {})


async def test_what_became_no_sale_says_why_and_is_over(counter: Counter) -> None:
    await counter.do(baskets.add, BREAD)
    await counter.do(baskets.leave, reason="too_dear")
    for verb, args in ((baskets.add, (BREAD,)), (baskets.resume, ()), (baskets.leave, ())):
        with pytest.raises(WrongBasketState, match="Not bought"):
            await counter.do(verb, *args)
    kept = await counter.house.value("SELECT left_for FROM baskets")
    assert (kept, await counter.units()) == ("too_dear", {"BREAD": 1})


async def test_an_associate_takes_a_tenth_off_and_a_manager_allows_more(counter: Counter) -> None:
    line_id = await counter.do(baskets.add, CHEESE)
    await counter.do(baskets.give_discount, TENTH, reason="last_piece", line_id=line_id)
    assert await counter.cost() == 621
    with pytest.raises(ManagerNeeded, match="more than 10 %"):
        await counter.do(baskets.give_discount, Amount(1), reason="goodwill", line_id=line_id)
    nadia = baskets.Manager(int(NADIA.id), PIN)
    await counter.do(baskets.give_discount, QUARTER, reason="damaged", line_id=line_id, manager=nadia)
    assert await counter.cost() == 466
    allowed = await counter.house.rows("SELECT allowed_by FROM basket_discounts ORDER BY given_at, id")
    assert [row.allowed_by for row in allowed] == [None, int(NADIA.id)]


async def test_small_discounts_do_not_add_up_to_more_than_one_may(counter: Counter) -> None:
    await counter.do(baskets.add, CHEESE)
    await counter.do(baskets.add, BREAD)
    await counter.do(baskets.give_discount, Amount(94), reason="goodwill")
    with pytest.raises(ManagerNeeded):
        await counter.do(baskets.give_discount, Amount(1), reason="goodwill")
    assert await counter.cost() == 940 - 94


@pytest.mark.parametrize(
    ("who", "pin", "refusal"),
    [(NADIA, "0000", WrongPin), (HUGO, PIN, NotAllowed), (PAUL, PIN, NotAllowed)],
)
async def test_who_may_not_allow_it_does_not(counter: Counter, who: Actor, pin: str, refusal: type) -> None:
    await counter.do(baskets.add, CHEESE)
    with pytest.raises(refusal):
        await counter.do(baskets.give_discount, QUARTER, reason="staff", manager=baskets.Manager(int(who.id), pin))
    assert await counter.cost() == 690


async def test_a_manager_needs_nobody_and_takes_it_back(counter: Counter) -> None:
    await counter.do(baskets.add, CHEESE)
    await counter.do(baskets.resume, who=NADIA)
    given = await counter.do(baskets.give_discount, Amount(690), reason="goodwill", who=NADIA)
    assert await counter.cost() == 0
    with pytest.raises(DiscountTooLarge):
        await counter.do(baskets.give_discount, Amount(1), reason="goodwill", who=NADIA)
    await counter.do(baskets.take_discount_back, given, who=NADIA)
    with pytest.raises(NotFound):
        await counter.do(baskets.take_discount_back, given, who=NADIA)
    assert await counter.cost() == 690


async def test_promotions_count_by_the_stores_own_calendar(counter: Counter) -> None:
    """Half past eleven at night in London is Wednesday in Lyon."""
    await promote(counter.house, Bundle(3, 2), from_day=date(2026, 11, 25))
    await counter.do(baskets.add, BREAD, quantity=3)
    assert await counter.cost() == 750
    counter.house.wait(hours=14.5)
    assert await counter.cost() == 500


async def test_a_coupon_counts_where_it_is_given_until_its_promotion_ends(counter: Counter) -> None:
    noel = await promote(counter.house, QUARTER, coupon="Noel", scope=Scope(variants=frozenset({CHEESE})))
    await counter.do(baskets.add, CHEESE)
    await counter.do(baskets.add, BREAD)
    with pytest.raises(UnknownCoupon, match="ETE"):
        await counter.do(baskets.add_coupon, "ETE")
    for _ in range(2):
        await counter.do(baskets.add_coupon, " noel ")
    assert ((await counter.view()).head.coupons, await counter.cost()) == (["NOEL"], 517 + 250)
    async with counter.house.work(IRIS) as work:
        await end_promotion(work, noel.id)
    assert await counter.cost() == 940
    with pytest.raises(UnknownCoupon):
        await counter.do(baskets.add_coupon, "NOEL")


async def test_what_a_promotion_says_is_read_back_as_it_was(chain: House) -> None:
    facts: dict[str, Any] = {
        "of": "basket", "minimum": 5000, "rank": 3, "from_day": date(2026, 12, 1), "to_day": date(2026, 12, 24),
        "stores": frozenset({LYON}), "scope": Scope(departments=frozenset({"Bakery"}), products=frozenset({CHEESE})),
    }  # fmt: skip
    made = await promote(chain, Amount(500), **facts)
    async with chain.work() as work:
        assert list(await promotions(work)) == [made]


async def test_only_headquarters_makes_promotions_and_none_that_make_no_sense(chain: House) -> None:
    with pytest.raises(NotAllowed):
        await promote(chain, TENTH, who=NADIA)
    for form in (Bundle(1, 0), Bundle(3, 3)):
        with pytest.raises(WrongBundle):
            await promote(chain, form)
    await promote(chain, TENTH, coupon="NOEL")
    with pytest.raises(CouponTaken):
        await promote(chain, QUARTER, coupon=" noel")
    async with chain.work(IRIS) as work:
        with pytest.raises(NotFound):
            await end_promotion(work, new_id())


async def test_two_tablets_that_scan_at_once_lose_no_unit(counter: Counter) -> None:
    await asyncio.gather(*[counter.do(baskets.add, BREAD) for _ in range(8)])
    assert await counter.units() == {"BREAD": 8}


async def test_every_change_is_counted_and_told(counter: Counter) -> None:
    line_id: UUID = await counter.do(baskets.add, BREAD)
    await counter.do(baskets.change_quantity, line_id, 2)
    await counter.do(baskets.note, "Collects at six")
    await counter.do(baskets.park)
    view = await counter.view()
    assert (view.head.version, view.head.note) == (5, "Collects at six")
    assert (await counter.house.events()).count("BasketChanged") == 5
    assert msgspec.json.encode(view)
