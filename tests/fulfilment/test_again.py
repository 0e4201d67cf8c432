"""Work that another location had before says so in the queue, and why it came."""

import pytest

from comptoir.fulfilment.fragments.store import queue
from comptoir.network.actions import suspend
from comptoir.stock.rules import RefusalReason
from comptoir.wiring.pages import render
from tests.house import ANNECY, BREAD, CHEESE, IRIS, LYON, House
from tests.journey import Journey
from tests.reacting import react
from tests.routing.conftest import chain
from tests.routing.test_placing import ordered
from tests.routing.test_taken_back import look_around

__all__ = ["chain"]


async def queue_at(house: House, location_id: int) -> str:
    """What its tablets show."""
    async with house.work() as work:
        return render("en", queue.template, **await queue.context(work, location_id=location_id))


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("not_in_stock", "Routed again: Lyon had none left"),
        ("damaged", "Routed again: Lyon had it damaged only"),
        ("display_only", "Routed again: Lyon had the display piece only"),
        ("capacity", "Routed again: Lyon has no time today"),
        ("closed", "Routed again: Lyon is closed"),
    ],
)
async def test_what_one_store_refused_says_so_at_the_next(chain: House, reason: RefusalReason, words: str) -> None:
    journey = await Journey.of(chain, (await ordered(chain, (CHEESE, 2))).order, source=LYON)
    await journey.take()
    await journey.refuse(CHEESE, 2, reason)
    await react(chain)
    assert words in await queue_at(chain, ANNECY)


async def test_what_was_taken_back_says_so_at_the_next(chain: House) -> None:
    await ordered(chain, (CHEESE, 2))
    async with chain.work(IRIS) as work:
        await suspend(work, LYON, reason="works")
    await react(chain)
    await look_around(chain)
    assert "Routed again: Lyon takes no orders" in await queue_at(chain, ANNECY)


async def test_what_comes_first_says_nothing(chain: House) -> None:
    journey = await Journey.of(chain, (await ordered(chain, (BREAD, 1), (CHEESE, 1))).order, source=LYON)
    await journey.take()
    await journey.refuse(CHEESE, 1)
    await react(chain)
    assert "Routed again" not in await queue_at(chain, LYON)
    assert "Routed again: Lyon had it damaged only" in await queue_at(chain, ANNECY)


async def test_what_arrives_by_a_transfer_was_routed_once(house: House) -> None:
    journey = await Journey.begin(house, (BREAD, 2, LYON))
    await journey.take()
    await journey.refuse(BREAD, 1)
    for verb in (journey.pick_all, journey.pack, journey.send, journey.receive_all):
        await verb()
    shown = await queue_at(house, ANNECY)
    assert journey.number in shown
    assert "Routed again" not in shown
