"""The customer's page."""

from comptoir.wiring.links import pickup_token
from e2e.scenes.scene import seen_by
from e2e.stage import Stage
from e2e.tablet import Tablet


async def _open(stage: Stage, screen: Tablet, name: str, expected: str) -> None:
    await screen.go(f"/pickup/{pickup_token(stage.shop.settings, stage[name].id)}")
    await screen.page.locator(f"[data-stage={expected}]").wait_for()
    await screen.is_live()


@seen_by("stranger")
async def pickup_received(stage: Stage, screen: Tablet) -> None:
    await _open(stage, screen, "new", "received")


@seen_by("stranger")
async def pickup_late(stage: Stage, screen: Tablet) -> None:
    await _open(stage, screen, "late", "received")


@seen_by("stranger")
async def pickup_preparing(stage: Stage, screen: Tablet) -> None:
    await _open(stage, screen, "mine", "preparing")


@seen_by("stranger")
async def pickup_moving(stage: Stage, screen: Tablet) -> None:
    await _open(stage, screen, "on_its_way", "preparing")


@seen_by("stranger")
async def pickup_ready(stage: Stage, screen: Tablet) -> None:
    await _open(stage, screen, "ready", "ready")


@seen_by("stranger")
async def pickup_short(stage: Stage, screen: Tablet) -> None:
    await _open(stage, screen, "short", "ready")


@seen_by("stranger")
async def pickup_collected(stage: Stage, screen: Tablet) -> None:
    await _open(stage, screen, "collected", "collected")


@seen_by("stranger")
async def pickup_expired(stage: Stage, screen: Tablet) -> None:
    await _open(stage, screen, "expired", "expired")


@seen_by("stranger")
async def pickup_cancelled(stage: Stage, screen: Tablet) -> None:
    await _open(stage, screen, "cancelled", "cancelled")


@seen_by("stranger")
async def pickup_wrong_link(stage: Stage, screen: Tablet) -> None:
    await screen.go("/pickup/garbage")


async def _follow(stage: Stage, screen: Tablet, name: str, expected: str) -> None:
    await screen.go(f"/follow/{pickup_token(stage.shop.settings, stage[name].id)}")
    await screen.page.locator(f"[data-stage={expected}]").wait_for()
    await screen.is_live()


@seen_by("stranger")
async def delivery_preparing(stage: Stage, screen: Tablet) -> None:
    await _follow(stage, screen, "boxed", "preparing")


@seen_by("stranger")
async def delivery_in_parts(stage: Stage, screen: Tablet) -> None:
    await _follow(stage, screen, "parted", "partly_shipped")


@seen_by("stranger")
async def delivery_shipped(stage: Stage, screen: Tablet) -> None:
    await _follow(stage, screen, "shipped", "shipped")


@seen_by("stranger")
async def delivery_cancelled(stage: Stage, screen: Tablet) -> None:
    await _follow(stage, screen, "stopped", "cancelled")


@seen_by("stranger")
async def question(stage: Stage, screen: Tablet) -> None:
    await screen.go(await stage.question("asked"))
    await screen.page.locator(".stand-ins .choice").first.tap()


@seen_by("stranger")
async def question_answered(stage: Stage, screen: Tablet) -> None:
    await screen.go(await stage.question("agreed"))


@seen_by("stranger")
async def paid(stage: Stage, screen: Tablet) -> None:
    await screen.go("/paid")
