"""What a new colleague sees who practises."""

from e2e.scenes.scene import seen_by
from e2e.stage import Stage
from e2e.tablet import Tablet

FORGET = "DELETE FROM practice_orders"


@seen_by("lea")
async def practice_begun(stage: Stage, screen: Tablet) -> None:
    await begin(stage, screen)


@seen_by("lea")
async def practice_picking(stage: Stage, screen: Tablet) -> None:
    await begin(stage, screen, "take", "pick")


@seen_by("lea")
async def practice_refusing(stage: Stage, screen: Tablet) -> None:
    await begin(stage, screen, "take", "pick", "pick", "pick")


@seen_by("lea")
async def practice_done(stage: Stage, screen: Tablet) -> None:
    await begin(stage, screen, "take", "pick", "pick", "pick", "pick")
    await screen.page.locator("#bin").fill("A1")
    await tap(screen, "ready")
    await tap(screen, "hand-over")


async def begin(stage: Stage, screen: Tablet, *verbs: str) -> None:
    """An order to practise on, new, and some taps, each on the first button of its kind."""
    await stage.change(FORGET)
    await screen.go("/practice")
    for verb in verbs:
        await tap(screen, verb)


async def tap(screen: Tablet, verb: str) -> None:
    """Tap, and wait for what the server says to it."""
    order = screen.page.locator(".preparation")
    version = await order.get_attribute("data-version")
    await screen.page.locator(f'form[action$="/{verb}"] button[type="submit"] >> visible=true').first.tap()
    await screen.page.locator(f'.preparation:not([data-version="{version}"])').wait_for()
