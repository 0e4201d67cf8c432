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
    await screen.page.locator("#screen .main[type=submit]").tap()
    await screen.page.locator(".made").wait_for()


@seen_by("iris")
async def webhooks(stage: Stage, screen: Tablet) -> None:
    await screen.go("/webhooks")
    await screen.is_live()


@seen_by("iris")
async def webhook(stage: Stage, screen: Tablet) -> None:
    await _open(screen, "Shop site")


@seen_by("iris")
async def webhook_failing(stage: Stage, screen: Tablet) -> None:
    await _open(screen, "Marketplace")


@seen_by("iris")
async def webhook_disabled(stage: Stage, screen: Tablet) -> None:
    await _open(screen, "Old ERP")


@seen_by("iris")
async def webhook_replay(stage: Stage, screen: Tablet) -> None:
    await _open(screen, "Warehouse")
    await screen.page.locator("[data-opens=replay]").tap()
    await screen.page.locator("[name=place][value=moment]").check()


@seen_by("iris")
async def webhook_new(stage: Stage, screen: Tablet) -> None:
    await screen.go("/webhooks/new")


@seen_by("iris")
async def webhook_refused(stage: Stage, screen: Tablet) -> None:
    await screen.go("/webhooks/new")
    await screen.page.locator("[name=name]").fill("Spy")
    await screen.page.locator("[name=url]").fill("https://127.0.0.1/hooks")
    await screen.page.locator("#screen .main[type=submit]").tap()
    await screen.page.locator(".message.error").wait_for()


@seen_by("iris")
async def webhook_made(stage: Stage, screen: Tablet) -> None:
    await _open(screen, "Warehouse")
    await screen.page.locator("details.rare summary").first.tap()
    await screen.page.locator("details.rare[open] .button.tint").tap()
    await screen.page.locator(".made").wait_for()


async def _open(screen: Tablet, name: str) -> None:
    await screen.go("/webhooks")
    await screen.page.get_by_role("link", name=name).tap()
    await screen.page.locator("article").wait_for()
    await screen.is_live()


@seen_by("nadia")
async def style_guide(stage: Stage, screen: Tablet) -> None:
    await screen.go("/styleguide")
