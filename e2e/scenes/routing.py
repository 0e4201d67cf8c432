"""Why orders went where they went, help for stores, and drafts that are tried."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from comptoir.routing.actions import Terms, draft_policy, open_boost, start_trial, stop_boost
from comptoir.routing.queries.policies import as_document
from comptoir.routing.rules import Cheapest, Listed, Policy
from comptoir.routing.rules.criteria import Boosted
from comptoir.routing.rules.standard import CHEAPEST, STANDARD
from comptoir.sales.actions import cancel_order
from e2e.scenes.deciding import ALL_SERVICES
from e2e.scenes.scene import seen_by
from e2e.shop import PATIENCE_S
from e2e.stage import Stage
from e2e.tablet import Tablet
from tests.house import ANNECY, CHEESE, IRIS, LYON, SHOP_SITE, SKUS

TOWNS = {
    "Mâcon": ("71000", 46.31, 4.83),
    "Chambéry": ("73000", 45.57, 5.92),
    "Bourg-en-Bresse": ("01000", 46.21, 5.23),
    "Valence": ("26000", 44.93, 4.89),
}


@seen_by("nadia")
async def why(stage: Stage, screen: Tablet) -> None:
    await _see_why(stage, screen)


@seen_by("nadia")
async def why_another(stage: Stage, screen: Tablet) -> None:
    await _see_why(stage, screen)
    await screen.page.locator(".considered:not(.serves) .whole").first.tap()
    await screen.page.locator(".would").wait_for()


@seen_by("iris")
async def boosts_without_effect(stage: Stage, screen: Tablet) -> None:
    await _help(stage)
    await _say(stage, _without_help())
    await screen.go("/routing/boosts")
    await screen.is_live()


@seen_by("iris")
async def boosts(stage: Stage, screen: Tablet) -> None:
    await _help(stage)
    await screen.go("/routing/boosts")
    await screen.is_live()


@seen_by("iris")
async def boosts_refused(stage: Stage, screen: Tablet) -> None:
    await screen.go("/routing/boosts")
    await screen.page.locator("[name=name]").fill("Christmas")
    await screen.page.locator("[name=amount]").fill("5")
    await screen.page.locator("[name=budget]").fill("3")
    await screen.page.locator("#screen form .button.main").tap()
    await screen.page.locator(".message.error").first.wait_for()


@seen_by("iris")
async def boost(stage: Stage, screen: Tablet) -> None:
    await _help(stage)
    await screen.go("/routing/boosts")
    await screen.page.get_by_role("link", name="Annecy", exact=True).tap()
    await screen.page.locator("#helped").wait_for()


@seen_by("iris")
async def boost_to_stop(stage: Stage, screen: Tablet) -> None:
    await boost(stage, screen)
    await screen.page.locator("[data-opens=stop-boost]").tap()


@seen_by("iris")
async def trial_new(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/routing/policies/{await _draft(stage, 'As it is')}/trial")


@seen_by("iris")
async def trial(stage: Stage, screen: Tablet) -> None:
    await _see_trial(stage, screen, "Annecy first")


@seen_by("nadia")
async def trial_going_on(stage: Stage, screen: Tablet) -> None:
    await _see_trial(stage, screen, "Annecy first from now on", is_live=True)


@seen_by("iris")
async def trial_of_what_holds(stage: Stage, screen: Tablet) -> None:
    await screen.go("/routing/policies/1/trial")


@seen_by("iris")
async def policy_to_delete(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/routing/policies/{await _draft(stage, 'As it is')}")
    await screen.page.locator("[data-opens=delete-draft]").tap()


async def _see_why(stage: Stage, screen: Tablet) -> None:
    orders = await _brought(stage)
    await screen.go(f"/orders/{orders[0]}/why")
    await screen.page.locator(".told").wait_for()


async def _see_trial(stage: Stage, screen: Tablet, name: str, *, is_live: bool = False) -> None:
    await _brought(stage)
    version = await _draft(stage, name)
    if not await stage.shop.house.value("SELECT count(*) FROM routing_trials WHERE version = :n", n=version):
        async with _now(stage).work(IRIS) as work:
            await start_trial(work, version, days=30, is_live=is_live)
    await _ends(stage, version)
    await screen.go(f"/routing/policies/{version}/trial")
    await screen.is_live()
    await screen.page.locator("#trial-changed").wait_for()


async def _ends(stage: Stage, version: int) -> None:
    """Returns when past orders are all planned again."""
    running = "SELECT count(*) FROM routing_trials WHERE version = :n AND state IN ('waiting', 'replaying')"
    async with asyncio.timeout(PATIENCE_S):
        while await stage.shop.house.value(running, n=version):
            await asyncio.sleep(0.1)


async def _draft(stage: Stage, name: str) -> int:
    """A draft of this name, by which Annecy comes before all others where the name says so."""
    house = _now(stage)
    if known := await house.value("SELECT max(version) FROM routing_policies WHERE name = :name", name=name):
        return known
    policy = _annecy_first() if name.startswith("Annecy") else STANDARD
    async with house.work(IRIS) as work:
        return await draft_policy(work, name=name, document=as_document(policy))


def _annecy_first() -> Any:
    *others, delivery = STANDARD.rules
    ranking = Listed(("ANNECY", "LYON"), CHEAPEST.criteria)
    strategy = msgspec.structs.replace(delivery.strategies[0], ranking=ranking)
    return msgspec.structs.replace(STANDARD, rules=(*others, msgspec.structs.replace(delivery, strategies=(strategy,))))


def _without_help() -> Policy:
    plain = Cheapest(tuple(one for one in CHEAPEST.criteria if not isinstance(one, Boosted)))
    return msgspec.structs.replace(
        STANDARD,
        rules=tuple(
            msgspec.structs.replace(
                rule, strategies=tuple(msgspec.structs.replace(each, ranking=plain) for each in rule.strategies)
            )
            for rule in STANDARD.rules
        ),
    )


async def _say(stage: Stage, policy: Policy) -> None:
    """The published policy says this on screens. Orders go on by what it said before: their server keeps that."""
    document = msgspec.json.encode(as_document(policy)).decode()
    await stage.change(PUBLISHED, document=document)


PUBLISHED = "UPDATE routing_policies SET document = CAST(:document AS jsonb) WHERE state = 'published'"


async def _help(stage: Stage) -> None:
    """Three stores are or were helped; orders went to one of them for that."""
    await _say(stage, STANDARD)
    await _brought(stage)
    house = _now(stage)
    if await house.value("SELECT count(*) FROM routing_boosts"):
        return
    today = house.clock.now()
    for name, at, amount, budget in HELP:
        terms = Terms(name, amount, budget, today, today + timedelta(days=14))
        async with house.work(IRIS) as work:
            found = await open_boost(work, terms, [at if isinstance(at, int) else await stage.location(at)])
            if name == "Opening of Vienne":
                await stop_boost(work, found)
    await asyncio.sleep(stage.shop.house.settings.routing_fresh_s)
    last = [await _bring(stage, town) for town in TOWNS][-1]
    async with house.work(SHOP_SITE) as work:  # so that help is seen that was given back
        await cancel_order(work, last)


HELP: tuple[tuple[str, int | str, int, int], ...] = (
    ("Annecy", ANNECY, 400, 60_000),
    ("Grenoble after the works", "GRENOBLE", 250, 25_000),
    ("Opening of Vienne", "VIENNE", 300, 9_000),
)


async def _brought(stage: Stage) -> list[UUID]:
    """Orders that go to customers' homes from Lyon, whatever was seen of it before; placed once."""
    if known := await stage.shop.house.rows(HIS_ORDERS, name=CUSTOMER):
        return [row.id for row in known]
    await stage.shop.house.deliver(CHEESE, 40)
    await stage.change(AT_EASE, id=LYON)
    await stage.change(ALL_SERVICES)
    return [await _bring(stage, town) for town in TOWNS]


AT_EASE = """WITH rested AS (UPDATE capacity_days SET given = 0 WHERE location_id = :id)
    UPDATE locations SET departures = '{}' WHERE id = :id"""
CUSTOMER = "Basile Thévenet"
HIS_ORDERS = """SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id WHERE c.name = :name ORDER BY o.id"""


async def _bring(stage: Stage, town: str) -> UUID:
    postcode, latitude, longitude = TOWNS[town]
    placed = await stage.shop.command(
        "/api/orders",
        {
            "method": "ship",
            "customer": {"name": CUSTOMER, "email": "customer@example.fr"},
            "lines": [{"sku": SKUS[CHEESE], "quantity": 1}],
            "address": {
                "street": "3 rue de la Paix",
                "postcode": postcode,
                "town": town,
                "latitude": latitude,
                "longitude": longitude,
            },
        },
    )
    return UUID(placed["id"])


def _now(stage: Stage) -> Any:
    """The house, by the clock on the wall."""
    stage.shop.house.clock.at = datetime.now(UTC)
    return stage.shop.house
