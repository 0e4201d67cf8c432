"""What comes in great numbers reaches a tablet in few pushes, with the last truth, and holds up nothing else."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from comptoir.kit.events import Event
from comptoir.kit.ids import new_id
from comptoir.stock.events import LevelsChanged, LevelsFed, SafetyChanged
from comptoir.wiring import hub
from comptoir.wiring.fragments import Fragment, Fragments
from comptoir.wiring.hub import Hub
from comptoir.wiring.log import BEGINNING, Position
from tests.wiring.stage import Device, logged, until


async def nothing(_work: Any, location_id: int, variant_id: int) -> dict[str, Any]:
    return {"location_id": location_id, "variant_id": variant_id}


SHELF = Fragment(
    "store:{location_id}:variant:{variant_id}",
    "",
    (LevelsChanged, LevelsFed, SafetyChanged),
    lambda *_, **__: True,
    nothing,
    subject="variant:{variant_id}",
)
BREAD_AT_LYON, BREAD_AT_ANNECY, WINE_AT_LYON = "store:1:variant:1", "store:2:variant:1", "store:1:variant:3"


class Network:
    """A hub over variants whose state is how often something happened to any."""

    def __init__(self) -> None:
        fragments = Fragments()
        fragments.add(SHELF)
        self.hub = Hub(fragments, self._render, on_event=lambda _: None)
        self.hub.remember([], BEGINNING)
        self.happened = 0

    def feed(self, *variants: int) -> None:
        self._happen(LevelsFed(location_id=1, versions=dict.fromkeys(variants, 2)))

    def sell(self, *variants: int) -> None:
        self._happen(LevelsChanged(location_id=1, versions=dict.fromkeys(variants, 2)))

    def keep_back(self, variant: int | None) -> None:
        rule = SafetyChanged(
            rule_id=new_id(), quantity=1, variant_id=variant, location_id=1, department=None, channel=None
        )
        self._happen(rule)

    def show(self, *topics: str, since: Position | None = None) -> Device:
        device = Device()
        self.hub.connect(device.socket)
        assert self.hub.join(device.socket, set(topics), since or Position(self.happened, 0))
        return device

    def _happen(self, event: Event) -> None:
        self.happened += 1
        self.hub.changed([logged(event, Position(self.happened, 0))])

    async def _render(self, _topic: str, _locale: str) -> str:
        return str(self.happened)


@pytest.fixture
async def network() -> AsyncGenerator[Network]:
    network = Network()
    yield network
    await network.hub.background.cancel()


async def test_a_variant_that_changed_is_pushed_to_whoever_looks_at_it_from_wherever(network: Network) -> None:
    lyon, annecy, other = network.show(BREAD_AT_LYON), network.show(BREAD_AT_ANNECY), network.show(WINE_AT_LYON)
    network.sell(1, 2)
    await until(lambda: lyon.pushes and annecy.pushes)
    assert (lyon.pushes, annecy.pushes) == ([(BREAD_AT_LYON, "1")], [(BREAD_AT_ANNECY, "1")])
    assert other.pushes == []


async def test_a_feed_of_a_hundred_thousand_changes_is_a_few_pushes(network: Network) -> None:
    tablet = network.show(BREAD_AT_LYON)
    for _ in range(100):
        network.feed(*range(1, 1001))
        await asyncio.sleep(0.005)
    await until(lambda: tablet.pushes[-1:] == [(BREAD_AT_LYON, "100")])
    assert len(tablet.pushes) <= 8


async def test_a_sale_in_the_middle_of_a_feed_is_pushed_at_once(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "BULK_ROUNDS", 500)
    tablet = network.show(BREAD_AT_LYON)
    network.feed(*range(1, 1001))
    await until(lambda: tablet.pushes)
    network.feed(*range(1, 1001))
    network.sell(1)
    await until(lambda: tablet.pushes[-1] == (BREAD_AT_LYON, "3"), seconds=2)


async def test_who_was_away_during_a_feed_gets_what_it_shows_anew(network: Network) -> None:
    before = Position(network.happened, 0)
    network.feed(*range(5, 2000))
    tablet = network.show(BREAD_AT_LYON, since=before)
    await until(lambda: tablet.pushes == [(BREAD_AT_LYON, "1")])


async def test_a_feed_does_not_push_out_what_is_remembered(network: Network) -> None:
    before = Position(network.happened, 0)
    for _ in range(50):
        network.feed(*range(1, 1001))
    assert network.show(BREAD_AT_LYON, since=before)


async def test_a_rule_for_one_variant_is_pushed_to_whoever_shows_it_and_one_for_all_to_everybody(
    network: Network,
) -> None:
    bread, wine = network.show(BREAD_AT_LYON), network.show(WINE_AT_LYON)
    network.keep_back(variant=1)
    await until(lambda: bread.pushes == [(BREAD_AT_LYON, "1")])
    assert wine.pushes == []
    network.keep_back(variant=None)
    await until(lambda: bread.pushes[1:] == [(BREAD_AT_LYON, "2")] and wine.pushes == [(WINE_AT_LYON, "2")])


async def test_who_was_away_while_a_rule_for_all_was_made_gets_what_it_shows_anew(network: Network) -> None:
    before = Position(network.happened, 0)
    network.keep_back(variant=None)
    tablet = network.show(BREAD_AT_LYON, since=before)
    await until(lambda: tablet.pushes == [(BREAD_AT_LYON, "1")])
