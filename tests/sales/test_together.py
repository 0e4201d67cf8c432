"""What Lyon's customers buy together is learnt each night, and shown with a product where it can be had."""

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import text

from comptoir.sales.actions import cancel_order
from comptoir.sales.actions.learning import Pair, learn_due, note_pairs
from comptoir.sales.jobs import learn_together
from comptoir.sales.queries.together import Companion, companions
from comptoir.stock.actions import Fits, keep_back
from comptoir.worker import JOBS
from tests.fulfilment.visitors import VISITORS, visitors
from tests.house import ANNECY, BREAD, CHEESE, IRIS, LYON, SHOP_SITE, WINE, House
from tests.identity.conftest import app, chain
from tests.reacting import react

__all__ = ["app", "chain"]


async def bought(house: House, *orders: tuple[int, ...]) -> None:
    """Customers order these, one unit of each."""
    for variants in orders:
        for variant in variants:
            await house.deliver(variant, 1)
        await house.order(*((variant, 1) for variant in variants))


async def learn(house: House) -> None:
    """The worker's night: the timer comes by, and the job is done that follows."""
    async with house.work() as work:
        await learn_due(work)
    await react(house)
    for row in await house.rows("SELECT entrypoint, payload FROM pgqueuer"):
        async with house.work() as work:
            await JOBS[row.entrypoint](work, row.payload)
    async with house.sessions() as session:
        await session.execute(text("DELETE FROM pgqueuer"))
        await session.commit()


async def goes_with(house: House, *products: int, here: int | None = LYON) -> list[int]:
    async with house.work() as work:
        return [each.product_id for each in await companions(work, products, here=here)]


TOGETHER = ((BREAD, CHEESE),) * 4 + ((WINE,),) * 3 + ((BREAD, WINE),) * 1


async def test_what_customers_buy_together_is_suggested_with_either(house: House) -> None:
    await bought(house, *TOGETHER)
    await learn(house)
    assert (await goes_with(house, BREAD), await goes_with(house, CHEESE)) == ([CHEESE], [BREAD])
    assert await goes_with(house, WINE) == []


async def test_it_is_learnt_once_a_day_and_what_is_no_longer_so_is_forgotten(house: House) -> None:
    await bought(house, *TOGETHER)
    for _ in range(2):
        await learn(house)
    assert (await house.events()).count("LearningDue") == 1
    house.wait(days=366)
    await bought(house, *(((CHEESE, WINE),) * 4), *(((BREAD,),) * 4))
    await house.deliver(WINE, 1)
    await learn(house)
    assert (await goes_with(house, BREAD), await goes_with(house, CHEESE)) == ([], [WINE])


async def test_orders_that_were_called_off_teach_nothing(house: House) -> None:
    await bought(house, *TOGETHER)
    for row in await house.rows("SELECT id FROM orders"):
        async with house.work(SHOP_SITE) as work:
            await cancel_order(work, row.id)
    await learn(house)
    assert await house.rows("SELECT * FROM bought_together") == []


async def test_a_night_that_breaks_off_is_made_up_for_by_doing_it_again(house: House) -> None:
    await bought(house, *TOGETHER)
    async with house.work() as work:
        await note_pairs(work, [Pair(BREAD, WINE, 9, 1.0)], learnt_at=work.now)
    house.wait(days=1)
    moment = house.clock.at.isoformat().encode()
    for _ in range(2):
        async with house.work() as work:
            await learn_together(work, moment)
    assert await goes_with(house, BREAD) == [CHEESE]


async def test_nothing_is_suggested_that_nobody_has_and_what_is_here_comes_first(house: House) -> None:
    pairs = [Pair(BREAD, WINE, 9, 0.9), Pair(BREAD, CHEESE, 9, 0.1)]
    async with house.work() as work:
        await note_pairs(work, pairs, learnt_at=work.now)
    assert await goes_with(house, BREAD) == [CHEESE]  # nobody has wine
    await house.deliver(WINE, 2, location=ANNECY)
    assert await goes_with(house, BREAD) == [CHEESE, WINE]
    assert await goes_with(house, BREAD, here=None) == [WINE, CHEESE]
    async with house.work() as work:
        cheese, wine = await companions(work, [BREAD], here=LYON)
    assert (cheese.here, cheese.elsewhere, wine.here, wine.elsewhere) == (5, 20, 0, 2)
    assert isinstance(wine, Companion)
    assert (wine.variant_id, wine.price, wine.is_one_price) == (WINE, 1190, True)


async def test_what_a_closed_store_has_is_not_suggested(house: House) -> None:
    async with house.work() as work:
        await note_pairs(work, [Pair(BREAD, WINE, 9, 0.9)], learnt_at=work.now)
    await house.deliver(WINE, 2, location=ANNECY)
    async with house.sessions() as session:
        await session.execute(text("UPDATE locations SET status = 'suspended' WHERE id = :id"), {"id": ANNECY})
        await session.commit()
    assert await goes_with(house, BREAD) == []


@pytest.mark.parametrize("visitor", VISITORS)
async def test_whoever_sees_the_network_sees_it(app: Litestar, chain: House, visitor: str) -> None:
    async with chain.work() as work:
        await note_pairs(work, [Pair(BREAD, CHEESE, 9, 0.9)], learnt_at=work.now)
    answer: httpx.Response = await (await visitors(app, chain))[visitor].get(f"/sales/together?product={BREAD}")
    sees = visitor in ("associate", "preparer", "manager", "manager elsewhere", "headquarters")
    assert ("Comté cheese" in answer.text) is sees
    assert answer.status_code == 200 if sees else answer.status_code in (303, 401, 403)


async def test_what_is_kept_back_from_the_stores_is_not_suggested(house: House) -> None:
    async with house.work() as work:
        await note_pairs(work, [Pair(BREAD, CHEESE, 9, 0.9)], learnt_at=work.now)
    async with house.work(IRIS) as work:
        await keep_back(work, Fits(variant_id=CHEESE), 20)
    assert await goes_with(house, BREAD) == []
