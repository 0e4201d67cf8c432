"""The store's work."""

from e2e.codes import code_of
from e2e.scenes.scene import seen_by
from e2e.stage import Stage
from e2e.tablet import Tablet


@seen_by("lea")
async def queue(stage: Stage, screen: Tablet) -> None:
    await screen.go("/queue")
    await screen.is_live()


@seen_by("nadia")
async def queue_of_manager(stage: Stage, screen: Tablet) -> None:
    await screen.go("/queue")
    await screen.page.locator(".alert").first.wait_for()
    await screen.is_live()


@seen_by("iris")
async def queue_empty(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/stores/{await stage.location('GRENOBLE')}/queue")
    await screen.is_live()


@seen_by("lea")
async def preparation_open(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["urgent"])


@seen_by("lea")
async def preparation_picking(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["mine"])


@seen_by("lea")
async def preparation_of_a_colleague(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["hugos"])
    await screen.page.locator("details.more").first.locator("summary").tap()


@seen_by("lea")
async def preparation_picked(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["picked"])


@seen_by("lea")
async def preparation_short(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["short"])


@seen_by("lea")
async def preparation_ready(stage: Stage, screen: Tablet) -> None:
    just_now = "UPDATE preparations SET ready_at = now(), told_at = NULL WHERE id = :id"
    await stage.change(just_now, id=stage["shelved"].preparation_id)
    await screen.see(stage["shelved"])


@seen_by("lea")
async def preparation_collected(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["collected"])


@seen_by("lea")
async def preparation_cancelled(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["cancelled"])


@seen_by("lea")
async def preparation_expired(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["expired"])


@seen_by("lea")
async def preparation_refused(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["refused"])


@seen_by("lea")
async def refuse(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["mine"])
    await screen.page.locator("[data-opens=refuse]").first.tap()
    await screen.page.locator("#refuse .choice", has=screen.page.locator("[value=not_in_stock]")).tap()
    await screen.page.locator("#if-refused").wait_for()


@seen_by("lea")
async def refuse_with_a_choice(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["mine"])
    await screen.page.locator("[data-opens=refuse]").first.tap()
    await screen.page.locator("#refuse .stand-ins .choice").first.tap()


@seen_by("lea")
async def preparation_replaced(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["swapped"])


@seen_by("lea")
async def preparation_asked(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["asked"])


@seen_by("lea")
async def refuse_while_asked(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["asked"])
    await screen.page.locator("[data-opens=refuse]").first.tap()
    await screen.page.locator("#refuse .stand-ins .choice").first.wait_for()


@seen_by("lea")
async def not_collected(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["ready"])
    await screen.page.locator("[data-opens=no-show]").tap()


@seen_by("lea")
async def scan_refused(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["mine"])
    await screen.scan("4000000000000")
    await screen.page.locator("[data-error] .message").first.wait_for()


@seen_by("lea")
async def handover(stage: Stage, screen: Tablet) -> None:
    await screen.go("/handover")
    await screen.is_live()


@seen_by("lea")
async def handover_found(stage: Stage, screen: Tablet) -> None:
    await _find(screen, stage["ready"].number)
    await screen.page.locator("article.found").wait_for()


@seen_by("lea")
async def handover_of_nothing(stage: Stage, screen: Tablet) -> None:
    await _find(screen, "QQQQQQ")
    await screen.page.locator("[data-error] .message").first.wait_for()


@seen_by("lea")
async def handover_found_without_a_connection(stage: Stage, screen: Tablet) -> None:
    await _scan_without(screen, await code_of(stage.shop, stage["ready"]))
    await screen.page.locator("#found article").wait_for()
    await screen.context.set_offline(False)


@seen_by("lea")
async def handover_of_a_forged_code(stage: Stage, screen: Tablet) -> None:
    await _scan_without(screen, "CPS" + "A" * 149)
    await screen.page.locator("[data-error] .message").first.wait_for()
    await screen.context.set_offline(False)


async def _scan_without(screen: Tablet, code: str) -> None:
    """Scan a code at the counter while there is no connection."""
    screen.watch.forgive("net::ERR_", "WebSocket connection to")
    await screen.go("/handover")
    await screen.is_live()
    await screen.until("localStorage.getItem('handover-key') !== null")
    await screen.context.set_offline(True)
    await screen.page.locator("[data-connection=offline]").first.wait_for()
    await screen.scan(code)


async def _find(screen: Tablet, code: str) -> None:
    await screen.go("/handover")
    await screen.is_live()
    await screen.page.locator("#scan-code").fill(code)
    await screen.page.keyboard.press("Enter")
