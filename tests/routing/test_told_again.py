"""Where routing moves an order to a later time, the customer is told, and the first promise is kept beside it."""

from datetime import timedelta

import pytest
from litestar import Litestar
from sqlalchemy import text

from comptoir.orders.queries import OrderView, order
from comptoir.sales.actions import Placed
from comptoir.wiring.links import pickup_token
from tests.house import CHEESE, IRIS, House
from tests.identity.conftest import app
from tests.identity.test_endpoints import visit
from tests.notices.conftest import mailing, office
from tests.notices.desk import html_of, send, text_of
from tests.notices.post_office import PostOffice
from tests.routing.test_placing import collected, ordered
from tests.routing.test_taken_back import gone

__all__ = ["app", "mailing", "office"]

QUEUED = "SELECT id FROM notices WHERE kind = 'later'"


async def seen(house: House, placed: Placed) -> OrderView:
    async with house.work() as work:
        found = await order(work, placed.order.id)
    assert found
    return found


async def moved_to_later(house: House) -> Placed:
    """What Marie collects at Lyon is gone there, and has to come from Annecy first."""
    placed = await collected(house, (CHEESE, 2))
    await gone(house, CHEESE, 5)
    return placed


async def test_a_later_time_is_a_new_promise_beside_the_first(chain: House) -> None:
    placed = await moved_to_later(chain)
    found = await seen(chain, placed)
    assert found.promise_at == placed.order.promise_at
    assert found.later_at
    assert found.later_at > placed.order.promise_at
    promises = await chain.rows("SELECT due_at FROM promises ORDER BY made_at, id")
    assert [row.due_at for row in promises] == [found.promise_at, found.later_at]


async def test_nothing_is_told_where_it_is_in_time_all_the_same(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    await gone(chain, CHEESE, 5)
    assert (await seen(chain, placed)).later_at is None
    assert await chain.rows(QUEUED) == []


async def test_nor_an_earlier_one(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    async with chain.work() as work:
        await work.execute(text("UPDATE promises SET due_at = due_at + interval '5 days'"))
    await gone(chain, CHEESE, 5)
    assert (await seen(chain, placed)).promise_at == placed.order.promise_at + timedelta(days=5)
    assert (await seen(chain, placed)).later_at is None


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", ["Hello Marie", "will be ready at Lyon by", "We had promised it by"]),
        ("fr", ["Bonjour Marie", "sera prête à Lyon", "Nous l’avions promise pour"]),
    ],
)
async def test_the_customer_is_told_once(mailing: House, office: PostOffice, locale: str, said: list[str]) -> None:
    async with mailing.work() as work:
        await work.execute(text('UPDATE locations SET services = services || \'["transfer", "ship"]\''))
    placed = await moved_to_later(mailing)
    async with mailing.work() as work:
        await work.execute(text("UPDATE customers SET locale = :locale"), {"locale": locale})
    ((notice_id,),) = await mailing.rows(QUEUED)
    await send(mailing, notice_id)
    (mail,) = office.mail
    assert placed.order.number in mail["Subject"]
    for words in said:
        assert words in text_of(mail)
        assert words in html_of(mail)


async def test_every_page_shows_both(app: Litestar, chain: House) -> None:
    placed = await moved_to_later(chain)
    iris = await visit(app, chain, IRIS)
    for path in (f"/orders/{placed.order.id}", "/orders"):
        page = (await iris.get(path)).text
        assert "promised" in page
        assert ", now " in page
    page = (await iris.get(f"/pickup/{pickup_token(chain.settings, placed.order.id)}")).text
    assert "C’est plus long que prévu\xa0: elle devait être prête" in page
    assert "au plus tard" in page
