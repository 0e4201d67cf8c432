"""How sure it is that a unit is where the system says."""

from functools import reduce

from hypothesis import given
from hypothesis import strategies as some

from comptoir.fulfilment.actions import refuse
from comptoir.stock.actions import note_looks
from comptoir.stock.queries.trust import trust_of
from comptoir.stock.rules import Looks, look, probability
from tests.house import ANNECY, BREAD, CHEESE, LEA, LYON, House
from tests.reacting import react
from tests.story import Story


def after(*finds: bool) -> float:
    return probability(reduce(lambda before, found: look(before, found=found), finds, Looks()))


def test_before_anybody_looked_it_is_what_the_chain_knows() -> None:
    assert after() == 0.95


def test_a_miss_costs_more_than_a_find_brings() -> None:
    assert 0.95 - after(False) > after(True) - 0.95 > 0


def test_what_happened_lately_counts_most() -> None:
    assert after(*[False] * 5, *[True] * 5) > after(*[True] * 5, *[False] * 5) + 0.1


@given(some.lists(some.booleans(), max_size=60))
def test_it_is_a_probability_that_a_find_raises_and_a_miss_lowers(finds: list[bool]) -> None:
    assert 0 < after(*finds, False) < after(*finds) < after(*finds, True) < 1


async def test_a_preparer_who_misses_a_unit_lowers_the_trust_in_its_level_alone(house: House) -> None:
    story = await Story.begin(house, (BREAD, 1), (CHEESE, 2))
    await story.take()
    line_id = await house.line_of(story.preparation_id, CHEESE)
    async with house.work(LEA) as work:
        await refuse(work, story.preparation_id, line_id=line_id, quantity=1, reason="not_in_stock", found=None)
    await story.pick()
    await story.make_ready()
    await react(house)
    assert await looks(house) == {}, "it can still be undone"

    await story.tell()
    await react(house)
    assert await looks(house) == {BREAD: (1, 0), CHEESE: (0, 1)}


async def looks(house: House) -> dict[int, tuple[float, float]]:
    return {row.variant_id: (row.found, row.missed) for row in await house.rows("SELECT * FROM stock_trust")}


async def test_looks_add_up(house: House) -> None:
    for found in (True, False):
        async with house.work() as work:
            await note_looks(work, [((LYON, BREAD), found)])
    (row,) = await house.rows("SELECT found, missed FROM stock_trust")
    assert (row.found, row.missed) == (0.9, 1)


async def test_the_trust_in_any_level_can_be_asked_for_also_where_nobody_looked(house: House) -> None:
    async with house.work() as work:
        await note_looks(work, [((LYON, BREAD), False)])
    async with house.work() as work:
        trust = await trust_of(work, [(LYON, BREAD), (ANNECY, BREAD)])
        assert await trust_of(work, []) == {}
    assert trust == {(LYON, BREAD): after(False), (ANNECY, BREAD): 0.95}
