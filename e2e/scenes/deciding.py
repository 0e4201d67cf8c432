"""Orders that people decide themselves."""

from comptoir.network.actions import suspend
from e2e.scenes.scene import seen_by
from e2e.stage import Stage
from e2e.tablet import Tablet
from tests.house import IRIS

ALL_SERVICES = """UPDATE locations SET services = '["collect", "ship", "transfer"]', version = version + 1"""
NOBODY_FOUND = """
    WITH refused AS (
        SELECT order_id FROM order_lines WHERE unplaced > 0
    ) INSERT INTO routing_waits (order_id, since, deadline_at, "then", attempts, tried_at, handed_over_at)
    SELECT DISTINCT order_id, now(), now(), 'person', 3, now(), now() FROM refused
    ON CONFLICT (order_id) DO UPDATE SET handed_over_at = now()
"""


@seen_by("nadia")
async def by_hand(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/orders/{stage['mine'].id}/by-hand")
    await screen.is_live()


@seen_by("nadia")
async def by_hand_missing(stage: Stage, screen: Tablet) -> None:
    await stage.change(NOBODY_FOUND)
    await screen.go(f"/orders/{stage['refused'].id}/by-hand")
    await screen.is_live()


@seen_by("nadia")
async def by_hand_end(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/orders/{stage['refused'].id}/by-hand/end")


@seen_by("nadia")
async def by_hand_choose(stage: Stage, screen: Tablet) -> None:
    await stage.change(ALL_SERVICES)
    await screen.go(f"/orders/{stage['far'].id}/by-hand")
    await screen.page.locator(".part-actions .button.tint").first.tap()
    await screen.page.wait_for_url("**/choose?*")


@seen_by("nadia")
async def by_hand_confirm(stage: Stage, screen: Tablet) -> None:
    await by_hand_choose(stage, screen)
    await screen.page.locator("#screen form .button.main").tap()
    await screen.page.wait_for_url("**/confirm?*")


@seen_by("iris")
async def for_people(stage: Stage, screen: Tablet) -> None:
    await stage.change(NOBODY_FOUND)
    await _stranded(stage)
    await screen.go("/routing/by-hand")
    await screen.is_live()


@seen_by("iris")
async def order_by_hand(stage: Stage, screen: Tablet) -> None:
    """The way there."""
    await screen.go(f"/orders/{stage['mine'].id}")
    await screen.is_live()


async def _stranded(stage: Stage) -> None:
    """A coffee that is to be collected at Vienne, which takes no orders any more."""
    vienne, house = await stage.location("VIENNE"), stage.shop.house
    if await house.value("SELECT status FROM locations WHERE id = :id", id=vienne) == "suspended":
        return
    await stage.shop.command("/api/orders", {"location": "VIENNE", "customer": CUSTOMER, "lines": COFFEE})
    async with house.work(IRIS) as work:
        await suspend(work, vienne, reason="works")


CUSTOMER = {"name": "Agathe Morel", "email": "agathe@example.fr", "locale": "fr"}
COFFEE = [{"sku": "COFFEE-1", "quantity": 1}]
