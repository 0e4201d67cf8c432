"""Coming in."""

from comptoir.wiring.screen_lock import COOKIE
from e2e.scenes.scene import seen_by
from e2e.shop import PINS
from e2e.stage import Stage
from e2e.tablet import Tablet
from tests.house import LEA, ZOE


@seen_by("stranger")
async def sign_in(stage: Stage, screen: Tablet) -> None:
    await screen.go("/sign-in")


@seen_by("stranger")
async def sign_in_refused(stage: Stage, screen: Tablet) -> None:
    await screen.go("/sign-in")
    await screen.page.locator("[name=email]").fill("somebody@example.fr")
    await screen.page.locator("[name=password]").fill("not the password")
    await screen.page.locator("#screen .main[type=submit]").tap()
    await screen.page.locator(".message.error").wait_for()


@seen_by("stranger")
async def not_found(stage: Stage, screen: Tablet) -> None:
    await screen.go("/nowhere")


@seen_by("tablet")
async def pin_tiles(stage: Stage, screen: Tablet) -> None:
    await screen.go("/pin")


@seen_by("tablet")
async def pin_pad(stage: Stage, screen: Tablet) -> None:
    await screen.go("/pin")
    await screen.page.locator("label.person", has_text=LEA.name).tap()
    for digit in PINS[LEA.id][:3]:
        await screen.tap(digit)


@seen_by("tablet")
async def pin_locked(stage: Stage, screen: Tablet) -> None:
    locked = "UPDATE staff SET locked_until = now() + interval '12 minutes' WHERE id = :id"
    await stage.change(locked, id=int(ZOE.id))
    await screen.go("/pin")
    await screen.enter_pin(ZOE)
    await screen.page.locator(".message.error").wait_for()


@seen_by("zoe")
async def locked(stage: Stage, screen: Tablet) -> None:
    await _lock(stage, screen)


@seen_by("zoe")
async def locked_refused(stage: Stage, screen: Tablet) -> None:
    await _lock(stage, screen)
    for digit in "9031":
        await screen.tap(digit, within=screen.page.locator("#lock"))
    await screen.page.locator("#lock .pad [type=submit]").tap()
    await screen.page.locator("#lock .message.error").wait_for()


@seen_by("zoe")
async def locked_without_a_connection(stage: Stage, screen: Tablet) -> None:
    await _lock(stage, screen)
    await screen.cut_off()
    await screen.page.locator("#lock [data-away]").wait_for()


async def _lock(stage: Stage, screen: Tablet) -> None:
    """Nobody used Zoé's tablet for a while."""
    await stage.change("UPDATE staff SET locked_until = NULL, failed_tries = 0 WHERE id = :id", id=int(ZOE.id))
    await screen.context.clear_cookies(name=COOKIE)
    await screen.go("/queue")
    await screen.is_live()
    await screen.page.evaluate(f"document.cookie = '{COOKIE}=1; path=/'; localStorage.setItem('locked', '1')")
    await screen.page.locator("#lock[open]").wait_for()
