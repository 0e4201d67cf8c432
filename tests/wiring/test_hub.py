"""The hub: soon, seldom, once for each language, and never held up by one slow tablet."""

import asyncio
import time
from collections.abc import AsyncGenerator

import pytest

from comptoir.kit.errors import NotFound
from comptoir.wiring import hub, sockets
from comptoir.wiring.log import Logged, Position
from tests.wiring.shop import ANNECY, LYON, Shop
from tests.wiring.stage import Device, rang, until


@pytest.fixture
async def shop() -> AsyncGenerator[Shop]:
    shop = Shop()
    yield shop
    await shop.hub.background.cancel()


@pytest.fixture
def long_gathering(monkeypatch: pytest.MonkeyPatch) -> None:
    """So long that a test sees it, on a busy machine too."""
    monkeypatch.setattr(hub, "GATHER_S", 0.5)


async def test_a_first_change_is_pushed_at_once_and_those_that_follow_go_together(
    shop: Shop, long_gathering: None
) -> None:
    tablet = shop.show(LYON)
    for _ in range(10):
        shop.ring(LYON)
        await asyncio.sleep(0.005)
    assert tablet.pushes == [(LYON, "en 1")]
    await until(lambda: tablet.pushes == [(LYON, "en 1"), (LYON, "en 10")])


async def test_a_store_that_gathers_holds_up_no_other(shop: Shop, long_gathering: None) -> None:
    lyon, annecy = shop.show(LYON), shop.show(ANNECY)
    shop.ring(LYON)
    await until(lambda: lyon.pushes)
    shop.ring(LYON, ANNECY)
    await until(lambda: annecy.pushes, seconds=0.2)
    assert len(lyon.pushes) == 1


async def test_a_push_names_each_event_once(shop: Shop) -> None:
    tablet = shop.show(LYON)
    shop.ring(LYON, LYON, LYON)
    await until(lambda: tablet.received)
    assert tablet.received[0]["names"] == ["PreparationRang"]


async def test_a_fragment_is_rendered_once_for_each_language(shop: Shop) -> None:
    tablets = [shop.show(LYON, device=Device(locale)) for locale in ("en", "fr") for _ in range(20)]
    shop.ring(LYON)
    await until(lambda: all(tablet.pushes for tablet in tablets))
    assert sorted(shop.rendered) == [(LYON, "en"), (LYON, "fr")]
    assert {html for tablet in tablets for _, html in tablet.pushes} == {"en 1", "fr 1"}


async def test_what_nobody_shows_is_not_rendered(shop: Shop) -> None:
    shop.show(LYON)
    shop.ring(ANNECY)
    await asyncio.sleep(0.03)
    assert shop.rendered == []


async def test_a_device_that_left_gets_nothing_more(shop: Shop) -> None:
    tablet, gone = shop.show(LYON), shop.show(LYON)
    shop.hub.leave(tablet.socket, [LYON])
    shop.hub.disconnect(gone.socket)
    shop.ring(LYON)
    await asyncio.sleep(0.03)
    assert tablet.received == gone.received == []


async def test_a_slow_device_costs_names_and_then_gets_what_is_true_by_then(shop: Shop) -> None:
    slow, quick = shop.show(LYON, ANNECY), shop.show(LYON, ANNECY)
    slow.network.clear()
    for _ in range(5):
        shop.ring(LYON, ANNECY)
        await asyncio.sleep(0.03)
    assert dict(quick.pushes) == {LYON: "en 5", ANNECY: "en 5"}
    assert slow.socket.missed == {LYON, ANNECY}

    slow.network.set()
    await until(lambda: not slow.socket.busy)
    assert dict(slow.pushes) == {LYON: "en 5", ANNECY: "en 5"}
    assert len(slow.pushes) == 3, "the one that was on its way, then each once"


async def test_a_device_that_takes_nothing_for_long_has_to_reload(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "SLOW_AFTER_S", 0.05)
    tablet = shop.show(LYON, ANNECY)
    tablet.network.clear()
    shop.ring(LYON)
    await asyncio.sleep(0.06)
    shop.ring(ANNECY)
    await until(lambda: not tablet.socket.topics)

    tablet.network.set()
    await until(lambda: tablet.kinds == ["push", "reload"])


async def test_a_device_that_comes_back_gets_what_it_missed_and_no_more(shop: Shop) -> None:
    before = shop.now
    shop.ring(ANNECY)
    tablet = shop.show(LYON, ANNECY, since=before)
    await until(lambda: tablet.pushes == [(ANNECY, "en 1")])
    await until(lambda: not tablet.socket.busy)
    assert tablet.pushes == [(ANNECY, "en 1")]


async def test_a_device_that_was_away_too_long_is_told_so(shop: Shop) -> None:
    shop.hub.remember([], Position(50, 0))
    tablet = Device()
    shop.hub.connect(tablet.socket)
    assert not shop.hub.join(tablet.socket, {LYON}, Position(49, 0))
    assert shop.hub.join(tablet.socket, {LYON}, Position(50, 0))


async def test_a_device_that_shows_nothing_yet_gets_all(shop: Shop) -> None:
    tablet = Device()
    shop.hub.connect(tablet.socket)
    assert shop.hub.join(tablet.socket, {LYON, ANNECY}, None)
    await until(lambda: dict(tablet.pushes) == {LYON: "en 0", ANNECY: "en 0"})


async def test_what_is_gone_ends(shop: Shop) -> None:
    tablet = shop.show(LYON)
    shop.trouble = NotFound()
    shop.ring(LYON)
    await until(lambda: tablet.received == [{"is": "ended", "topic": LYON}])
    assert not tablet.socket.topics


async def test_what_cannot_be_rendered_is_reloaded(shop: Shop) -> None:
    tablet = shop.show(LYON)
    shop.trouble = ZeroDivisionError()
    shop.ring(LYON)
    await until(lambda: tablet.received == [{"is": "reload"}])


async def test_an_event_that_is_not_understood_stops_nothing(shop: Shop) -> None:
    tablet = shop.show(LYON)
    shop.hub.changed([Logged(Position(1, 0), "MartiansLanded", "{}", time.time())])
    shop.hub.changed([Logged(Position(2, 0), "PreparationRang", "{}", time.time())])
    shop.ring(LYON)
    await until(lambda: tablet.pushes)
    assert shop.heard == [rang(1)]


async def test_a_position_lies_before_whatever_is_not_pushed_yet(shop: Shop) -> None:
    tablet = shop.show(LYON, ANNECY)
    before = shop.now
    shop.database.clear()
    shop.ring(LYON)
    shop.ring(ANNECY)
    assert shop.hub.position == before
    shop.database.set()
    await until(lambda: len(tablet.pushes) == 2)
    assert tablet.received[0]["position"] == str(before)
    await until(lambda: shop.hub.position == shop.now)
    assert shop.hub.position_for(tablet.socket) == shop.now


async def test_a_device_that_is_behind_is_told_no_position(shop: Shop) -> None:
    tablet = shop.show(LYON)
    tablet.network.clear()
    shop.ring(LYON)
    await until(lambda: tablet.socket.busy)
    assert shop.hub.position_for(tablet.socket) is None
