"""The demo's network, people and shoppers."""

import stat
from collections import Counter
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.catalogue.queries import find_products
from comptoir.catalogue.queries.documents import untrue_documents
from comptoir.cli import shoppers
from comptoir.cli.baskets import Basket, read
from comptoir.cli.demo import HOME, NEIGHBOUR, PASSWORD, STORES, TEAM, baskets_file, introduction, key_file, prepare
from comptoir.cli.demo_hours import open_minutes_ago
from comptoir.cli.demo_loading import load_demo
from comptoir.fulfilment.queries.entries import live_entries
from comptoir.identity.actions.sign_in import sign_in_with_password
from comptoir.identity.rules.secrets import check_pin
from comptoir.wiring.actors import NOBODY
from comptoir.wiring.sessions import Sessions
from comptoir.wiring.settings import Settings
from tests.house import HOURS, House


@pytest.fixture
async def opened(engine: AsyncEngine, sessions: Sessions, settings: Settings) -> House:
    """A house in which the demo was just loaded."""
    assert engine
    await load_demo(settings)
    return House(sessions, settings)


async def test_the_demo_can_be_worked_with_at_once(opened: House) -> None:
    counts = "SELECT (SELECT count(*) FROM locations WHERE kind = 'store'), (SELECT count(*) FROM variants)"
    assert [tuple(row) for row in await opened.rows(counts)] == [(20, 2000)]
    names = await opened.rows("SELECT code, town FROM locations WHERE code = ANY(:codes)", codes=[HOME, NEIGHBOUR])
    assert {row.code: row.town for row in names} == STORES
    assert await opened.differences() == []
    await the_first_screen_is_alive(opened)
    await everybody_with_an_address_can_sign_in(opened)
    await the_shoppers_know_only_what_is_there(opened)
    await all_goods_can_be_found(opened)
    assert await prepare(opened.settings) == introduction()


async def the_first_screen_is_alive(opened: House) -> None:
    home = await opened.value("SELECT id FROM locations WHERE code = :home", home=HOME)
    async with opened.work() as work:
        entries = await live_entries(work, location_id=home)
    assert Counter(entry.state for entry in entries) == {"open": 3, "picking": 2, "ready": 2}
    taken = [entry.promise_at for entry in entries if entry.state != "open"]
    assert len(set(taken)) == len(taken), "those that wait for the store to open are promised alike"
    assert all(0 <= entry.units_picked < entry.units for entry in entries if entry.state == "picking")
    assert {(entry.bin, entry.told_at is not None) for entry in entries if entry.bin} == {("A12", True), ("B3", True)}


async def everybody_with_an_address_can_sign_in(opened: House) -> None:
    for login in TEAM:
        if login.email:
            async with opened.work(NOBODY) as work:
                assert (await sign_in_with_password(work, email=login.email, password=PASSWORD)).token


async def the_shoppers_know_only_what_is_there(opened: House) -> None:
    assert stat.S_IMODE(key_file(opened.settings).stat().st_mode) == 0o600
    baskets = read(baskets_file(opened.settings))
    skus = {row.sku for row in await opened.rows("SELECT sku FROM variants")}
    assert {sku for basket in baskets for sku, _ in basket.lines} <= skus
    assert {basket.store for basket in baskets} == {f"S{n:03}" for n in range(1, 21)}


async def all_goods_can_be_found(opened: House) -> None:
    async with opened.work() as work:
        assert await untrue_documents(work) == []
        assert (await find_products(work, "chese")).corrected == "cheese"


async def test_a_key_left_over_from_another_database_introduces_nobody(house: House) -> None:
    key_file(house.settings).write_text("ck_gone")
    assert await prepare(house.settings) is None


async def test_a_database_that_somebody_else_filled_stays_as_it_is(house: House) -> None:
    assert await prepare(house.settings) is None
    assert await house.value("SELECT count(*) FROM locations") == 2


def test_the_team_works_while_the_store_is_open() -> None:
    tuesday_at = partial(datetime, 2026, 11, 24, tzinfo=ZoneInfo("Europe/Paris"))
    for now, minutes, then in (
        (tuesday_at(11), 90, tuesday_at(9, 30)),
        (tuesday_at(9, 30), 40, datetime(2026, 11, 23, 19, 20, tzinfo=ZoneInfo("Europe/Paris"))),
        (tuesday_at(23), 30, tuesday_at(19)),
    ):
        assert open_minutes_ago(HOURS, "Europe/Paris", now, minutes) == then
    assert open_minutes_ago({}, "Europe/Paris", tuesday_at(11), 60) == tuesday_at(10)


def test_the_team_s_pins_are_good_enough_for_the_rules() -> None:
    for login in TEAM:
        if login.pin:
            check_pin(login.pin)


class Shop:
    """Counts what shoppers order, at a store where some orders wait already."""

    def __init__(self, waiting: int) -> None:
        self.waiting = waiting

    async def waiting_at(self, store: str) -> int:
        return self.waiting

    async def send(self, basket: Basket) -> str:
        self.waiting += 1
        return "placed"


def endless_baskets() -> list[Basket]:
    return [Basket(n, n, HOME, n, (("CJ1", 1),)) for n in range(99)]


@pytest.mark.parametrize(("before", "after"), [(0, 6), (4, 6), (9, 9)])
async def test_a_few_orders_wait_from_the_start(before: int, after: int) -> None:
    shop = Shop(before)
    await shoppers.fill(shop, iter(endless_baskets()))
    assert shop.waiting == after


@pytest.mark.parametrize(("before", "after"), [(0, 1), (11, 12), (12, 12)])
async def test_a_long_queue_gets_no_more(before: int, after: int) -> None:
    shop = Shop(before)
    await shoppers.shop(shop, endless_baskets()[0])
    assert shop.waiting == after


def test_the_year_s_baskets_begin_at_this_time_of_the_year() -> None:
    days = [Basket(n, n, HOME, 1_483_228_800 + n * 86_400, ()) for n in range(365)]
    turned = shoppers.from_this_time_of_year(days)
    assert sorted(turned, key=lambda each: each.at) == days
    first = turned.index(days[0])
    assert turned[first:] + turned[:first] == days
