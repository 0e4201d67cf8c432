"""Many clients, one stream."""

import asyncio

import pytest

from comptoir.cli.baskets import Basket
from comptoir.cli.pacing import Replay
from comptoir.cli.sending import Outcome, Unwelcome

HOUR = 3600


def basket(number: int, *, at: int = 0) -> Basket:
    return Basket(number, number, "S001", at, (("CJ00000001", 1),))


class Counter:
    """A shop that writes down what comes, and when, and answers after a while."""

    def __init__(self, *, takes_s: float = 0) -> None:
        self.came: list[tuple[int, float]] = []
        self.under_way = self.most_under_way = 0
        self._takes_s = takes_s

    async def send(self, basket: Basket) -> Outcome:
        self.came.append((basket.number, asyncio.get_running_loop().time()))
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        await asyncio.sleep(self._takes_s)
        self.under_way -= 1
        return "placed"


class ClosedShop:
    async def send(self, basket: Basket) -> Outcome:
        raise Unwelcome(f"not {basket.number}")


async def test_every_basket_is_sent_once_and_in_order() -> None:
    shop = Counter()
    replay = Replay(map(basket, range(50)), shop, speed=0)
    heard: list[int] = []
    await replay.run(clients=4, heard=lambda: heard.append(replay.outcomes.total()))
    assert [number for number, _ in shop.came] == list(range(50))
    assert replay.outcomes == {"placed": 50}
    assert heard[-1] == len(heard) == 50


async def test_as_many_clients_as_wanted_wait_for_answers_at_once() -> None:
    shop = Counter(takes_s=0.01)
    await Replay(map(basket, range(30)), shop, speed=0).run(clients=5, heard=lambda: None)
    assert shop.most_under_way == 5


async def test_baskets_keep_their_distance_at_the_speed_that_was_asked_for() -> None:
    shop = Counter()
    baskets = [basket(1, at=7 * HOUR), basket(2, at=8 * HOUR), basket(3, at=8 * HOUR)]
    await Replay(baskets, shop, speed=HOUR / 0.2).run(clients=2, heard=lambda: None)
    (_, first), (_, second), (_, third) = shop.came
    assert second - first >= 0.19
    assert third - second < second - first


async def test_a_shop_that_does_not_know_us_ends_the_replay() -> None:
    with pytest.raises(ExceptionGroup) as group:
        await Replay(map(basket, range(9)), ClosedShop(), speed=0).run(clients=2, heard=lambda: None)
    assert group.group_contains(Unwelcome)
