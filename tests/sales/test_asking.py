"""The customer is asked whether it may be something else: they take one, want none, or say nothing in time."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from comptoir.fulfilment import actions
from comptoir.fulfilment.events import UnitsReplaced
from comptoir.kit.errors import Refused
from comptoir.orders.events import SubstituteAnswered, SubstituteAsked
from comptoir.sales.actions import (
    Lack,
    accept_offer,
    ask_customer,
    cancel_order,
    decline_offers,
    expire_asked_due,
)
from comptoir.sales.rules.substitutes import (
    AnsweredAlready,
    AskedAlready,
    NoSubstitute,
    SubstituteGone,
    SubstitutesUnwanted,
    WrongOffers,
)
from comptoir.webhooks.queries.facts import order_facts
from comptoir.webhooks.rules.types import TOLD
from comptoir.wiring.actors import SYSTEM, Actor
from tests.house import BREAD, CHEESE, LEA, SHOP_SITE, House, Level
from tests.invariants.truth import contradictions, fingerprint
from tests.reacting import react
from tests.sales.test_alternatives import BRIE, RYE, stock
from tests.sales.test_substituting import DAMAGED, give, lines, wishing

LAST = "SELECT id FROM substitutions WHERE offers <> '[]' ORDER BY asked_at DESC, id DESC LIMIT 1"
MARIE = Actor(kind="customer", id="marie")


class Question:
    """A question about one bread of two, for which Marie may have rye bread."""

    def __init__(self, house: House, order_id: UUID, preparation_id: UUID) -> None:
        self.house, self.order_id, self.preparation_id = house, order_id, preparation_id

    @classmethod
    async def begin(cls, house: House, *, wish: str = "ask", units: int = 2) -> "Question":
        await stock(house)
        self = cls(house, *await wishing(house, wish, (BREAD, units)))
        await self.ask()
        return self

    async def ask(self, *instead: int, lack: Lack = DAMAGED) -> None:
        line_id = await self.house.line_of(self.preparation_id, BREAD)
        async with self.house.work(LEA) as work:
            await ask_customer(work, self.preparation_id, line_id=line_id, variant_ids=instead or (RYE,), lack=lack)

    async def id(self) -> UUID:
        return await self.house.value(LAST)

    async def accept(self, instead: int = RYE) -> None:
        async with self.house.work(MARIE) as work:
            await accept_offer(work, await self.id(), variant_id=instead)

    async def decline(self) -> None:
        async with self.house.work(MARIE) as work:
            await decline_offers(work, await self.id())

    async def expire(self) -> int:
        async with self.house.work(SYSTEM) as work:
            return await expire_asked_due(work)

    async def state(self) -> str:
        return await self.house.value("SELECT state FROM substitutions WHERE id = :id", id=await self.id())

    async def pick(self) -> None:
        line_id = await self.house.line_of(self.preparation_id, BREAD)
        async with self.house.work(LEA) as work:
            await actions.pick(work, self.preparation_id, line_id=line_id)

    async def hand_back(self) -> None:
        async with self.house.work(LEA) as work:
            await actions.hand_back(work, self.preparation_id)


async def test_asking_changes_nothing_but_that_it_is_asked(house: House) -> None:
    asked = await Question.begin(house)
    assert await asked.state() == "asked"
    assert await lines(house, asked.order_id) == [(BREAD, 2, 0, 0, 0, 250)]
    assert await house.level(RYE) == Level(on_hand=4)
    assert (await house.events())[-1] == "SubstituteAsked"


async def test_what_the_customer_takes_is_prepared_at_the_price_they_were_told(house: House) -> None:
    asked = await Question.begin(house)
    await asked.accept()
    assert await asked.state() == "accepted"
    assert await lines(house, asked.order_id) == [(BREAD, 2, 0, 1, 1, 250), (RYE, 1, 0, 0, 0, 250)]
    row = (await house.rows("SELECT consent, answered_by, quantity, price, difference FROM substitutions"))[0]
    assert tuple(row) == ("mail", MARIE.key, 1, 250, 0)
    await react(house)
    assert await contradictions(house) == []


async def test_a_second_yes_is_the_same_yes(house: House) -> None:
    asked = await Question.begin(house)
    await asked.accept()
    await asked.accept()
    assert (await house.level(RYE)).reserved == 1


async def test_two_answers_at_once_are_one(house: House) -> None:
    asked = await Question.begin(house)
    ends = await asyncio.gather(asked.accept(), asked.accept(), asked.decline(), return_exceptions=True)
    assert {type(end) for end in ends if end} <= {AnsweredAlready}
    assert (await house.level(RYE)).reserved <= 1
    await react(house)
    assert await contradictions(house) == []


async def test_who_wants_nothing_else_is_served_by_others(house: House) -> None:
    asked = await Question.begin(house)
    await asked.decline()
    assert await asked.state() == "refused"
    assert await lines(house, asked.order_id) == [(BREAD, 2, 1, 0, 0, 250)]
    assert "UnitsRefused" in await house.events()
    assert await house.level(BREAD) == Level(on_hand=10, reserved=1, unsellable=1)
    await react(house)
    assert await contradictions(house) == []


async def test_who_says_nothing_in_time_is_served_by_others_too(house: House) -> None:
    asked = await Question.begin(house)
    house.wait(minutes=29)
    assert await asked.expire() == 0
    house.wait(minutes=1)
    with pytest.raises(AnsweredAlready):
        await asked.accept()
    assert await asked.expire() == 1
    assert await asked.state() == "expired"
    assert await lines(house, asked.order_id) == [(BREAD, 2, 1, 0, 0, 250)]
    assert await asked.expire() == 0
    await react(house)
    assert await contradictions(house) == []


async def test_what_is_gone_when_they_answer_is_said_and_changes_nothing(house: House) -> None:
    asked = await Question.begin(house)
    _, other = await wishing(house, "similar", (BREAD, 4))
    await give(house, other, BREAD, RYE, Lack(4, "damaged"))
    before = await fingerprint(house)
    with pytest.raises(SubstituteGone):
        await asked.accept()
    assert await fingerprint(house) == before
    assert await asked.state() == "asked"


async def test_what_was_found_meanwhile_needs_no_answer(house: House) -> None:
    asked = await Question.begin(house, units=1)
    await asked.pick()
    await asked.accept()
    assert await asked.state() == "withdrawn"
    assert await lines(house, asked.order_id) == [(BREAD, 1, 0, 0, 0, 250)]
    assert (await house.level(RYE)).reserved == 0


async def test_what_was_found_in_part_is_replaced_for_the_rest(house: House) -> None:
    await stock(house)
    asked = Question(house, *await wishing(house, "ask", (BREAD, 3)))
    await asked.ask(lack=Lack(3, "not_in_stock", 0))
    await asked.pick()
    await asked.accept()
    assert await lines(house, asked.order_id) == [(BREAD, 3, 0, 2, 2, 250), (RYE, 2, 0, 0, 0, 250)]
    await react(house)
    assert await contradictions(house) == []


@pytest.mark.parametrize("answer", ["accept", "decline", "expire"])
async def test_work_that_was_handed_back_meanwhile_waits_for_the_next_preparer(house: House, answer: str) -> None:
    asked = await Question.begin(house)
    await asked.hand_back()
    house.wait(minutes=30 if answer == "expire" else 1)
    await getattr(asked, answer)()
    assert await house.state_of(asked.preparation_id) == "open"
    taken = {"accept": 1, "decline": 0, "expire": 0}[answer]
    assert (await house.level(RYE)).reserved == taken
    await react(house)
    assert await contradictions(house) == []


@pytest.mark.parametrize("answer", ["accept", "decline", "expire"])
async def test_an_order_that_was_cancelled_meanwhile_needs_no_answer(house: House, answer: str) -> None:
    asked = await Question.begin(house)
    async with house.work(SHOP_SITE) as work:
        await cancel_order(work, asked.order_id)
    house.wait(minutes=30 if answer == "expire" else 1)
    await getattr(asked, answer)()
    assert await asked.state() == "withdrawn"
    assert await house.level(RYE) == Level(on_hand=4)
    assert await contradictions(house) == []


async def test_who_calls_instead_of_answering_is_heard(house: House) -> None:
    asked = await Question.begin(house)
    first = await asked.id()
    await give(house, asked.preparation_id, BREAD, RYE, DAMAGED, consent="phone")
    assert await house.value("SELECT state FROM substitutions WHERE id = :id", id=first) == "withdrawn"
    async with house.work(MARIE) as work:
        await accept_offer(work, first, variant_id=RYE)
    assert (await house.level(RYE)).reserved == 1


@pytest.mark.parametrize(
    ("wish", "instead", "lack", "refusal"),
    [
        ("none", (RYE,), DAMAGED, SubstitutesUnwanted),
        ("ask", (), DAMAGED, WrongOffers),
        ("ask", (RYE, 1, 2, 3, 4), DAMAGED, WrongOffers),
        ("ask", (RYE, CHEESE), DAMAGED, NoSubstitute),
        ("ask", (RYE,), Lack(5, "damaged"), SubstituteGone),
    ],
)
async def test_what_can_t_be_asked_is_refused_and_changes_nothing(
    house: House, wish: str, instead: Any, lack: Lack, refusal: type[Refused]
) -> None:
    await stock(house)
    _, preparation_id = await wishing(house, wish, (BREAD, 5))
    line_id = await house.line_of(preparation_id, BREAD)
    before = await fingerprint(house)
    with pytest.raises(refusal):
        async with house.work(LEA) as work:
            await ask_customer(work, preparation_id, line_id=line_id, variant_ids=instead, lack=lack)
    assert await fingerprint(house) == before


async def test_nobody_is_asked_twice_at_once(house: House) -> None:
    asked = await Question.begin(house)
    with pytest.raises(AskedAlready):
        await asked.ask()
    await asked.decline()
    await asked.ask()
    assert await asked.state() == "asked"


async def test_only_what_was_offered_can_be_taken(house: House) -> None:
    asked = await Question.begin(house)
    with pytest.raises(NoSubstitute):
        await asked.accept(BRIE)
    assert await asked.state() == "asked"


async def test_machines_read_what_was_asked_and_what_came_of_it(house: House) -> None:
    asked = await Question.begin(house)
    assert await told(house, asked) == [("BREAD", "asked", [("V11", 250)], None, None, 0)]
    await asked.accept()
    assert await told(house, asked) == [("BREAD", "accepted", [("V11", 250)], "mail", "V11", 0)]
    names = [type_of(event) for event in (SubstituteAsked, SubstituteAnswered, UnitsReplaced)]
    assert names == ["order.substitute_asked", "order.substitute_answered", "preparation.changed"]


def type_of(event: Any) -> str:
    return TOLD[event]


async def told(house: House, asked: Question) -> list[Any]:
    """The substitutions that webhooks and the API tell of."""
    async with house.work() as work:
        facts = await order_facts(work, asked.order_id)
    assert facts
    return [
        (each.sku, each.state, [(it.sku, it.price) for it in each.offers], each.consent, each.chosen, each.difference)
        for each in facts.substitutions
    ]


async def refuse(asked: Question, units: int = 1) -> None:
    line_id = await asked.house.line_of(asked.preparation_id, BREAD)
    async with asked.house.work(LEA) as work:
        await actions.refuse(work, asked.preparation_id, line_id=line_id, quantity=units, reason="damaged")


async def test_who_refuses_the_units_meanwhile_has_settled_it(house: House) -> None:
    asked = await Question.begin(house)
    await refuse(asked)
    assert await asked.state() == "withdrawn"
    assert "SubstituteAnswered" in await house.events()
    await asked.accept()
    assert await asked.state() == "withdrawn"
    assert await lines(house, asked.order_id) == [(BREAD, 2, 1, 0, 0, 250)]
    await react(house)
    assert await contradictions(house) == []


async def test_who_refused_may_ask_again_about_the_rest(house: House) -> None:
    asked = await Question.begin(house)
    first = await asked.id()
    await refuse(asked)
    house.wait(minutes=1)
    await asked.ask()
    assert await asked.id() != first
    assert await asked.state() == "asked"


async def test_units_that_another_serves_are_asked_about_no_more(house: House) -> None:
    asked = await Question.begin(house)
    async with house.work(SYSTEM) as work:
        await actions.withdraw(work, asked.preparation_id, because="by_hand")
    assert await asked.state() == "withdrawn"


async def test_a_whole_order_that_is_taken_back_is_asked_about_no_more(house: House) -> None:
    asked = await Question.begin(house)
    await asked.pick()
    async with house.work(SYSTEM) as work:
        await actions.withdraw_whole(work, asked.preparation_id, because="suspended")
    assert await asked.state() == "withdrawn"


async def test_an_order_that_is_cancelled_is_asked_about_no_more(house: House) -> None:
    asked = await Question.begin(house)
    async with house.work(SHOP_SITE) as work:
        await cancel_order(work, asked.order_id)
    assert await asked.state() == "withdrawn"
    await react(house)
    assert await contradictions(house) == []
