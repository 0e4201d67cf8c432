"""Invariant: what a tablet shows after any sequence of pushes, drops and resumes is what a fresh page shows."""

import asyncio
import random

import pytest

from comptoir.wiring.log import Position
from tests.wiring.shop import ANNECY, BREST, LYON, Shop
from tests.wiring.stage import Device, until

STORES = (LYON, ANNECY, BREST)


class Tablet:
    """A page that stays when its connection is lost, and goes on from the last position that it was told."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.shown = {topic: f"en {count}" for topic, count in shop.state.items()}
        self.position = shop.now
        self.device: Device | None = None
        self.taken = 0

    def connect(self) -> None:
        self.device, self.taken = Device(), 0
        self.shop.hub.connect(self.device.socket)
        assert self.shop.hub.join(self.device.socket, set(STORES), self.position)

    def look(self) -> None:
        """Show what has come in."""
        assert self.device
        for frame in self.device.received[self.taken :]:
            self.shown[frame["topic"]] = frame["html"]
            self.position = Position.parse(frame["position"])
        self.taken = len(self.device.received)

    def cut(self) -> None:
        """Lose the connection, with whatever is on its way."""
        if self.device:
            self.look()
            self.shop.hub.disconnect(self.device.socket)
            self.device.cut()
            self.device = None

    def stumble(self, chance: random.Random) -> None:
        """Something happens to the network."""
        if self.device is None:
            self.connect()
        elif chance.random() < 0.5:
            self.cut()
        elif self.device.network.is_set():
            self.device.network.clear()
        else:
            self.device.network.set()


@pytest.mark.parametrize("seed", range(6))
async def test_every_tablet_ends_up_with_the_truth(seed: int) -> None:
    chance, shop = random.Random(seed), Shop()
    shop.latency = lambda: chance.random() / 50
    tablets = [Tablet(shop) for _ in range(6)]
    for _ in range(12):
        for _ in range(12):
            await one_thing_happens(chance, shop, tablets)
        await all_are_cut_and_come_back(chance, shop, tablets)
    await shop.hub.background.cancel()


async def all_are_cut_and_come_back(chance: random.Random, shop: Shop, tablets: list[Tablet]) -> None:
    """Each at its own moment, and after all is pushed, so that nothing but the resume brings what was missed."""
    shop.database.set()
    for tablet in tablets:
        await asyncio.sleep(chance.random() / 150)
        tablet.cut()
    await until(lambda: shop.hub.position == shop.now)
    for tablet in tablets:
        tablet.connect()
    fresh = {topic: f"en {count}" for topic, count in shop.state.items()}
    await until(lambda: all(look_again(tablet) == fresh for tablet in tablets))


async def one_thing_happens(chance: random.Random, shop: Shop, tablets: list[Tablet]) -> None:
    match chance.randrange(6):
        case 0 | 1:
            shop.ring(*chance.choices(STORES, k=chance.randint(1, 3)))
        case 2 | 3:
            chance.choice(tablets).stumble(chance)
        case 4:
            shop.database.clear() if shop.database.is_set() else shop.database.set()
        case _:
            await asyncio.sleep(chance.random() / 100)


def look_again(tablet: Tablet) -> dict[str, str]:
    tablet.look()
    return tablet.shown
