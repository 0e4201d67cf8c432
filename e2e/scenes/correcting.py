"""Correcting stock: adjusting by hand, counting."""

from e2e.scenes.scene import seen_by
from e2e.stage import Stage
from e2e.tablet import Tablet


@seen_by("lea")
async def adjust(stage: Stage, screen: Tablet) -> None:
    await _adjust(stage, screen, "COFFEE-1")


@seen_by("lea")
async def adjust_previewed(stage: Stage, screen: Tablet) -> None:
    await _adjust(stage, screen, "SALMON-4")
    await _choose(screen, "restore")
    await screen.page.locator("[data-shown-by=restore] .choice").first.tap()
    await screen.page.locator("#adjust-preview", has_text="→").wait_for()


@seen_by("lea")
async def adjust_too_much(stage: Stage, screen: Tablet) -> None:
    await _adjust(stage, screen, "COFFEE-1")
    await screen.page.locator("[name=quantity]").fill("38")
    await _choose(screen, "theft")
    await screen.page.locator("#adjust-preview .warn").wait_for()


@seen_by("nadia")
async def adjusted(stage: Stage, screen: Tablet) -> None:
    await _adjust(stage, screen, "WATER-6")
    await _choose(screen, "found")
    await screen.page.locator("#adjust-form .main").tap()
    await screen.page.locator("#adjust .state").wait_for()


async def _adjust(stage: Stage, screen: Tablet, sku: str) -> None:
    variant_id = await stage.shop.house.value("SELECT id FROM variants WHERE sku = :sku", sku=sku)
    await screen.go(f"/stock/variants/{variant_id}/adjust")


async def _choose(screen: Tablet, reason: str) -> None:
    await screen.page.locator(".choice", has=screen.page.locator(f"[value={reason}]")).first.tap()
