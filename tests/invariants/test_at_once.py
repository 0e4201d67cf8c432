"""Many people act at the same moment: nobody waits in a circle, nobody gets what another has, and all adds up."""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Iterator
from random import Random
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.kit.errors import Refused
from tests.house import ANNECY, BREAD, CHEESE, LYON, PEOPLE, WINE, House
from tests.invariants.shop import TIMERS, VERBS, Arriving, Refusal, Shop, Target
from tests.invariants.truth import contradictions
from tests.journey import place
from tests.reacting import react

AT_ONCE = 16
ROUNDS = 15
REASONS: Any = ("not_in_stock", "damaged", "capacity")


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_happens_at_once_adds_up(engine: AsyncEngine, house: House, seed: int) -> None:
    shop, chance = Shop(engine, house), Random(seed)
    await shop.open()
    outcomes: Counter[bool] = Counter()
    for _ in range(ROUNDS):
        deeds = list(chosen(shop, await shop.targets(), await shop.arrivals(), chance))
        outcomes.update(await asyncio.gather(*(is_done(deed) for deed in deeds)))
        assert await contradictions(shop.house) == []
        shop.house.wait(minutes=chance.choice((0, 1, 5, 60, 7 * 24 * 60)))
    assert min(outcomes[True], outcomes[False]) > ROUNDS


async def is_done(deed: Coroutine[Any, Any, Any]) -> bool:
    """Whether it was carried out or refused; a deadlock is neither, and fails."""
    try:
        await deed
    except Refused:
        return False
    return True


def chosen(
    shop: Shop, targets: list[Target], coming: list[Arriving], chance: Random
) -> Iterator[Coroutine[Any, Any, Any]]:
    """Orders, taps, arrivals, timers and reactions, in any number and order."""
    for _ in range(AT_ONCE):
        match chance.randrange(12) if targets else 0:
            case 0 | 1:
                yield order(shop, chance)
            case 10 | 11 if coming:
                variant, units, is_last = chance.choice((BREAD, CHEESE)), chance.randint(0, 2), chance.random() < 0.3
                yield shop.receive(chance.choice(coming), variant, units, units // 2, is_last=is_last)
            case 2 | 3:
                yield shop.tick(chance.choice(TIMERS))
            case 4:
                yield shop.cancel(chance.choice(targets).order_id)
            case _:
                yield tap(shop, chance.choice(targets), chance)
    yield react(shop.house)


def order(shop: Shop, chance: Random) -> Coroutine[Any, Any, Any]:
    variants = chance.sample((BREAD, CHEESE, WINE), chance.randint(1, 3))
    lines = [(variant, chance.randint(1, 2)) for variant in variants]
    here, there = chance.sample((LYON, ANNECY), 2)
    if chance.random() < 0.5:
        return shop.house.order(*lines, location=here)
    return place(shop.house, *[(*line, there) for line in lines], store=here)


def tap(shop: Shop, target: Target, chance: Random) -> Coroutine[Any, Any, Any]:
    """What comes next, or anything."""
    sensible = target.next if chance.random() < 0.6 else None
    who = target.worker if chance.random() < 0.8 else chance.choice(PEOPLE)
    said = Refusal(1, chance.choice(REASONS), chance.choice((None, 0)))
    return shop.move(sensible or chance.choice(list(VERBS)), who, target, target.next_line, said)
