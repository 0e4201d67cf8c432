"""What managers and headquarters see."""

from e2e.scenes.scene import seen_by
from e2e.stage import Stage
from e2e.tablet import Tablet
from tests.house import HUGO


@seen_by("nadia")
async def orders(stage: Stage, screen: Tablet) -> None:
    await screen.go("/orders")


@seen_by("nadia")
async def order(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/orders/{stage['mine'].id}")
    await screen.is_live()


@seen_by("nadia")
async def order_waiting(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/orders/{stage['refused'].id}")
    await screen.is_live()


@seen_by("nadia")
async def cancel_order(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/orders/{stage['mine'].id}")
    await screen.page.locator("[data-opens=cancel-order]").tap()


@seen_by("nadia")
async def orders_none(stage: Stage, screen: Tablet) -> None:
    await screen.go("/orders")
    await screen.page.locator("[name=number]").fill("zzz")
    await screen.page.locator("form.narrow .button").tap()
    await screen.page.locator(".empty").wait_for()


@seen_by("nadia")
async def team(stage: Stage, screen: Tablet) -> None:
    await screen.go("/team")


@seen_by("nadia")
async def member(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/team/{HUGO.id}")


@seen_by("nadia")
async def member_new(stage: Stage, screen: Tablet) -> None:
    await screen.go("/team/new")


@seen_by("nadia")
async def devices(stage: Stage, screen: Tablet) -> None:
    await screen.go("/devices")


@seen_by("nadia")
async def enrol(stage: Stage, screen: Tablet) -> None:
    await screen.go("/devices/enrol")


@seen_by("nadia")
async def account(stage: Stage, screen: Tablet) -> None:
    await screen.go("/account")


@seen_by("iris")
async def stores(stage: Stage, screen: Tablet) -> None:
    await screen.go("/queue")


@seen_by("iris")
async def api_keys(stage: Stage, screen: Tablet) -> None:
    await screen.go("/api-keys")


@seen_by("iris")
async def api_key_made(stage: Stage, screen: Tablet) -> None:
    await screen.go("/api-keys")
    await screen.page.locator("[name=name]").fill("Warehouse")
    await screen.page.locator(".choice").first.tap()
    await screen.page.locator(".main[type=submit]").tap()
    await screen.page.locator(".made").wait_for()


@seen_by("nadia")
async def style_guide(stage: Stage, screen: Tablet) -> None:
    await screen.go("/styleguide")
