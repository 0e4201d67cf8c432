"""Routing policies: what managers read and headquarters write."""

from e2e.scenes.scene import seen_by
from e2e.stage import Stage
from e2e.tablet import Tablet

LIST = "/routing/policies"


@seen_by("iris")
async def policies(stage: Stage, screen: Tablet) -> None:
    await _draft(screen)
    await screen.go(LIST)
    await screen.is_live()


@seen_by("nadia")
async def policy_published(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"{LIST}/1")
    await screen.is_live()


@seen_by("iris")
async def policy_draft(stage: Stage, screen: Tablet) -> None:
    await screen.go(await _draft(screen))
    await screen.is_live()


@seen_by("iris")
async def policy_remove(stage: Stage, screen: Tablet) -> None:
    await screen.go(await _draft(screen))
    await screen.page.locator("[data-opens=remove-part]").first.tap()


@seen_by("iris")
async def policy_rule(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"{await _draft(screen)}/rules/0")


@seen_by("iris")
async def policy_rule_new(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"{await _draft(screen)}/rules/new")
    await screen.page.locator(".foot .main").tap()
    await screen.page.locator(".message.error").first.wait_for()


@seen_by("iris")
async def policy_strategy(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"{await _draft(screen)}/strategies/1/0")


@seen_by("iris")
async def policy_tariff(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"{await _draft(screen)}/tariffs/0")


@seen_by("iris")
async def policy_leg(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"{await _draft(screen)}/tariffs/leg")


@seen_by("iris")
async def policy_json(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"{await _draft(screen)}/json")
    await screen.page.locator("[name=text]").fill('{"rules": []}')
    await screen.page.locator("#screen .main[type=submit]").tap()
    await screen.page.locator(".message.error").wait_for()


@seen_by("iris")
async def policy_publish(stage: Stage, screen: Tablet) -> None:
    draft = await _draft(screen)
    await screen.go(f"{draft}/strategies/1/0")
    await screen.page.locator("[name='criteria.parcel.each']").fill("3.50")
    await screen.page.locator("[name='filters.on'][value=handling]").uncheck()
    await screen.page.locator(".foot .main").tap()
    await screen.page.locator("#policy").wait_for()
    await screen.go(f"{draft}/publish")


@seen_by("nadia")
async def policy_history(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"{LIST}/2/history")


@seen_by("iris")
async def policy_doubtful(stage: Stage, screen: Tablet) -> None:
    draft = await _draft(screen)
    await screen.go(f"{draft}/strategies/0/1")
    await screen.page.locator("[name=by][value=list]").check()
    await screen.page.locator("[name='ranking.locations']").fill("LYON\nPARIS-9")
    await screen.page.locator(".foot .main").tap()
    await screen.page.locator("#doubts").wait_for()


@seen_by("nadia")
async def policy_compare(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"{LIST}/1/compare")


async def _draft(screen: Tablet) -> str:
    """The address of the newest draft, or of one that is made now."""
    await screen.go(LIST)
    if not await screen.page.locator("[data-key='2']").count():
        await screen.page.locator("[data-key='1'] .do .button").tap()
        await screen.page.locator("#policy").wait_for()
    return f"{LIST}/2"
