"""The counter: a part now, a part later, a part never; what was shown; who came; what is owed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from comptoir.fulfilment import actions, rules
from comptoir.fulfilment.queries.counter import waiting_by_name
from comptoir.fulfilment.rules import CounterRules, Part, Shown, There
from comptoir.fulfilment.rules.counter import ReminderTooEarly, WrongDays, WrongName
from comptoir.fulfilment.rules.handover import ReturnReasonMissing, TooManyGiven, WrongSignature
from comptoir.kit.errors import NotAllowed, NotFound
from comptoir.kit.money import tax_within
from comptoir.orders.rules import Priced, owing
from comptoir.wiring.links import handover_token
from tests.fulfilment.returns import give, put_all_back, ready, to_put_back
from tests.house import ANNECY, BREAD, CHEESE, IRIS, LEA, LYON, PAUL, ZOE, House, Level
from tests.invariants.truth import contradictions
from tests.story import JOHN, Story

SIGNED = "M10 20L30 40L50 60M70 80L90 100"


async def test_the_customer_takes_a_part_and_the_rest_waits_under_the_same_code(house: House) -> None:
    story = await ready(house, (BREAD, 3), (CHEESE, 1))
    code = await story.code()

    await give(house, story, {BREAD: Part(taken=2)})

    assert (await house.state_of(story.preparation_id), await story.code()) == ("ready", code)
    assert await house.status_of(story.order_id) == "partly_fulfilled"
    assert await house.level(BREAD) == Level(on_hand=8, reserved=1)
    await give(house, story)
    assert (await house.state_of(story.preparation_id), await house.status_of(story.order_id)) == (
        "collected", "fulfilled",
    )  # fmt: skip
    assert await house.level(BREAD) == Level(on_hand=7)
    assert await contradictions(house) == []


async def test_what_is_left_at_the_counter_goes_back_to_its_shelf_and_is_owed_for(house: House) -> None:
    story = await ready(house, (BREAD, 3))

    await give(house, story, {BREAD: Part(taken=1, left_here=2, reason="not_wanted")})

    assert await house.state_of(story.preparation_id) == "collected"
    assert await to_put_back(house) == {BREAD: 2}
    assert await house.level(BREAD) == Level(on_hand=9, reserved=2)
    assert await owed(house, story) == [("BREAD", 2, 500, tax_within(500, Decimal("0.055")), "not_wanted")]
    assert await put_all_back(house) == 2
    assert await house.level(BREAD) == Level(on_hand=9)
    assert await contradictions(house) == []


async def test_what_is_damaged_at_the_counter_is_not_sold_again(house: House) -> None:
    story = await ready(house, (BREAD, 2))

    await give(house, story, {BREAD: Part(taken=1, left_here=1, reason="damaged")})

    assert await house.level(BREAD) == Level(on_hand=9, unsellable=1)
    assert await to_put_back(house) == {}
    assert [row[-1] for row in await owed(house, story)] == ["damaged"]
    assert await contradictions(house) == []


async def test_a_customer_who_leaves_everything_has_nothing(house: House) -> None:
    story = await ready(house, (BREAD, 2))
    await give(house, story, {BREAD: Part(left_here=2, reason="wrong_item")})
    assert await house.state_of(story.preparation_id) == "cancelled"
    assert await house.status_of(story.order_id) == "cancelled"
    assert await contradictions(house) == []


async def test_what_waits_after_a_part_was_taken_expires_without_undoing_the_part(house: House) -> None:
    story = await ready(house, (BREAD, 3))
    await give(house, story, {BREAD: Part(taken=1)})

    await story.expire()

    assert await house.state_of(story.preparation_id) == "collected"
    assert await house.status_of(story.order_id) == "fulfilled"
    assert await to_put_back(house) == {BREAD: 2}
    assert [row[1:3] for row in await owed(house, story)] == [(2, 500)]
    assert await contradictions(house) == []


async def test_the_rest_may_go_back_at_once(house: House) -> None:
    story = await ready(house, (BREAD, 3))
    await give(house, story, {BREAD: Part(taken=1)}, rest="back")
    assert (await house.state_of(story.preparation_id), await to_put_back(house)) == ("collected", {BREAD: 2})


@pytest.mark.parametrize(
    ("part", "refusal"),
    [
        (Part(), rules.NothingGiven),
        (Part(taken=4), TooManyGiven),
        (Part(taken=2, left_here=2, reason="damaged"), TooManyGiven),
        (Part(taken=1, left_here=1), ReturnReasonMissing),
    ],
)
async def test_what_cannot_be_is_said_and_changes_nothing(house: House, part: Part, refusal: type[Exception]) -> None:
    story = await ready(house, (BREAD, 3))
    with pytest.raises(refusal):
        await give(house, story, {BREAD: part})
    assert (await house.state_of(story.preparation_id), await house.level(BREAD)) == ("ready", Level(10, 3))


async def test_shelves_are_free_once_goods_are_given_or_on_the_list(house: House) -> None:
    story = await ready(house, (BREAD, 2))
    await give(house, story)
    gone = await ready(house, (BREAD, 1))
    await gone.not_come()
    query = "SELECT bin FROM preparations"
    assert [row.bin for row in await house.rows(query)] == [None, None]
    assert await house.value("SELECT stands FROM put_backs") == "A12"


@given(some.lists(some.tuples(some.integers(0, 5), some.integers(0, 5), some.sampled_from(
    ("not_wanted", "damaged", None))), min_size=1, max_size=4), some.sampled_from(("waits", "back")))  # fmt: skip
def test_every_unit_at_the_counter_goes_one_way(said: list[tuple[int, int, str | None]], rest: rules.Rest) -> None:
    there = {n: There(5, f"line {n}") for n in range(len(said))}
    parts = {n: Part(taken, left, reason) for n, (taken, left, reason) in enumerate(said)}  # type: ignore[arg-type]
    try:
        divided = rules.divide(there, parts, rest=rest)
    except (rules.NothingGiven, TooManyGiven, ReturnReasonMissing):
        return
    assert all(d.taken + d.back + d.aside + d.waits == 5 for d in divided.values())
    assert all(min(d.taken, d.back, d.aside, d.waits) >= 0 for d in divided.values())
    assert rest == "waits" or not any(d.waits for d in divided.values())


@given(some.integers(0, 10**6), some.decimals(0, 1, places=4), some.lists(some.integers(1, 50), max_size=8))
def test_what_is_owed_in_parts_adds_up_to_the_whole(price: int, rate: Decimal, parts: list[int]) -> None:
    owed, amount, tax = 0, 0, 0
    for units in parts:
        part = owing(Priced(price, rate, owed), units)
        assert 0 <= part.tax <= part.amount
        owed, amount, tax = owed + units, amount + part.amount, tax + part.tax
    assert (amount, tax) == (price * sum(parts), tax_within(price * sum(parts), rate))


async def test_units_and_money_add_up_however_an_order_is_divided(house: House) -> None:
    await house.deliver(BREAD, 20)
    story = await ready(house, (BREAD, 9), (CHEESE, 4))
    await give(house, story, {BREAD: Part(2, 3, "spoiled"), CHEESE: Part(1)})
    await give(house, story, {BREAD: Part(1, 1, "not_wanted"), CHEESE: Part(0, 1, "wrong_item")})
    await story.not_come()

    rows = await house.rows("SELECT outcome, variant_id, sum(quantity)::int FROM preparation_lines GROUP BY 1, 2")
    assert {(row[0], row[1]): row[2] for row in rows} == {
        ("collected", BREAD): 3, ("returned", BREAD): 6, ("collected", CHEESE): 1, ("returned", CHEESE): 3,
    }  # fmt: skip
    bread = [row for row in await owed(house, story) if row[0] == "BREAD"]
    assert sum(row[2] for row in bread) == 6 * 250
    assert sum(row[3] for row in bread) == tax_within(6 * 250, Decimal("0.055"))
    assert await put_all_back(house) == 3 + 3
    assert await house.level(BREAD) == Level(on_hand=27, unsellable=3)
    assert await contradictions(house) == []


async def test_who_has_no_right_at_the_counter_gives_nothing(house: House) -> None:
    story = await ready(house, (BREAD, 1))
    for person, refusal in ((PAUL, NotFound), (IRIS, NotAllowed)):
        with pytest.raises(refusal):
            await give(house, story, who=person)


@pytest.mark.parametrize(
    ("demanded", "shown", "refusal"),
    [
        (("code",), Shown(), rules.ProofMissing),
        (("code",), Shown(code="QQQQQQ"), rules.WrongCode),
        (("signature",), Shown(saw_id=True), rules.ProofMissing),
        (("signature",), Shown(signature="M1 1L2 2<script>"), WrongSignature),
        (("id",), Shown(signature=SIGNED), rules.ProofMissing),
    ],
)
async def test_what_the_chain_demands_is_to_be_shown(
    house: House, demanded: tuple[rules.Proof, ...], shown: Shown, refusal: type[Exception]
) -> None:
    await decide(house, CounterRules(proofs=demanded))
    story = await ready(house, (BREAD, 1))
    with pytest.raises(refusal):
        await check(house, story, shown)


async def test_the_code_an_id_or_the_qr_code_prove_that_somebody_may_have_the_goods(house: House) -> None:
    await decide(house, CounterRules(proofs=("code",)))
    story = await ready(house, (BREAD, 1))
    qr = handover_token(house.settings, story.order_id)
    typed = (await story.code()).lower()
    for code in (qr, f" {typed[:3]} {typed[3:]}"):
        assert await check(house, story, Shown(code=code)) == "code"
    assert await check(house, story, Shown(saw_id=True)) == "id"


async def test_more_is_demanded_for_what_is_worth_more(house: House) -> None:
    await decide(house, CounterRules(above=700, proofs_above=("signature",)))
    cheap, dear = await ready(house, (BREAD, 2)), await ready(house, (BREAD, 3))
    assert await check(house, cheap, Shown()) == "name"
    with pytest.raises(rules.ProofMissing):
        await check(house, dear, Shown())
    assert await check(house, dear, Shown(signature=SIGNED)) == "signature"


async def test_people_are_found_by_their_name_only_while_something_waits_for_them_here(house: House) -> None:
    marie = await ready(house, (BREAD, 1))
    await Story.begin(house, (BREAD, 1), guest=JOHN)
    assert await named(house, "marie") == [marie.preparation_id]
    assert await named(house, "Durand, Mari") == [marie.preparation_id]
    assert await named(house, "john") == []
    assert await named(house, "ma") is None
    assert await named(house, "marie", ANNECY) == []
    await marie.collect()
    assert await named(house, "marie") == []


async def test_who_comes_for_the_customer_is_found_by_their_own_name(house: House) -> None:
    story = await ready(house, (BREAD, 1))
    async with house.work() as work:
        await actions.name_proxy(work, story.order_id, name="  Élodie   Martin ")
    assert await named(house, "elodie") == [story.preparation_id]
    async with house.work() as work:
        await actions.name_proxy(work, story.order_id, name="")
    assert await named(house, "elodie") == []


@pytest.mark.parametrize("name", ["x", "12345", "a" * 61, "Zoé\x07"])
async def test_a_name_that_is_none_is_refused(house: House, name: str) -> None:
    story = await Story.begin(house, (BREAD, 1))
    with pytest.raises(WrongName):
        async with house.work() as work:
            await actions.name_proxy(work, story.order_id, name=name)


@pytest.mark.parametrize(
    ("decided", "refusal"),
    [
        (CounterRules(keep_days=61), WrongDays),
        (CounterRules(remind_days=61), WrongDays),
        (CounterRules(keep_days=3, remind_days=3), ReminderTooEarly),
    ],
)
async def test_rules_that_contradict_themselves_are_refused(
    house: House, decided: CounterRules, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await decide(house, decided)


async def test_goods_are_kept_and_the_customer_reminded_as_the_chain_decided(house: House) -> None:
    await decide(house, CounterRules(keep_days=4, remind_days=1))
    story = await ready(house, (BREAD, 1))
    assert await remind(house) == 0
    house.wait(days=3)
    assert await remind(house) == 1
    assert await remind(house) == 0
    assert (await house.events()).count("PreparationReminded") == 1
    house.clock.at += timedelta(days=1)
    async with house.work() as work:
        assert await actions.expire_due(work) == 1
    assert await house.state_of(story.preparation_id) == "expired"


async def test_nobody_counts_as_absent_before_the_chain_says_so(house: House) -> None:
    await decide(house, CounterRules(no_show_days=2, owes_no_shows=False))
    story = await ready(house, (BREAD, 1))
    with pytest.raises(rules.NoShowTooEarly):
        await story.not_come()
    house.wait(days=2)
    await story.not_come()
    assert await house.state_of(story.preparation_id) == "expired"
    assert await owed(house, story) == []


async def owed(house: House, story: Story) -> list[tuple[str, int, int, int, str]]:
    query = """SELECT sku, r.quantity, r.amount, r.tax, r.reason FROM refunds r JOIN order_lines l ON l.id = r.line_id
        JOIN variants v ON v.id = l.variant_id WHERE r.order_id = :order ORDER BY r.at, r.id"""
    return [tuple(row) for row in await house.rows(query, order=story.order_id)]


async def decide(house: House, decided: CounterRules) -> None:
    async with house.work(IRIS) as work:
        await actions.decide_counter(work, decided)


async def check(house: House, story: Story, shown: Shown) -> str:
    async with house.work(ZOE) as work:
        return await actions.check_shown(work, story.preparation_id, shown)


async def named(house: House, name: str, location: int = LYON) -> list[object] | None:
    async with house.work(LEA) as work:
        found = await waiting_by_name(work, location_id=location, name=name)
        return None if found is None else [*found]


async def remind(house: House) -> int:
    async with house.work() as work:
        return await actions.remind_due(work)
