"""What was done without a connection and does not fit any more. It comes last, so that other queues stay calm."""

from uuid import uuid4

from e2e.scenes.correcting import count_of
from e2e.scenes.scene import seen_by
from e2e.scenes.walking import see_wave
from e2e.stage import Stage
from e2e.tablet import Tablet
from tests.house import LEA


@seen_by("lea")
async def conflict(stage: Stage, screen: Tablet) -> None:
    await _done_offline(stage, screen)
    await screen.go("/queue")
    await screen.is_live()
    await screen.page.locator(".conflict").wait_for()


@seen_by("lea")
async def conflict_of_an_order(stage: Stage, screen: Tablet) -> None:
    await _done_offline(stage, screen)
    await screen.see(stage["cancelled"])
    await screen.page.locator(".conflict").wait_for()


@seen_by("lea")
async def menu_without(stage: Stage, screen: Tablet) -> None:
    await screen.go("/queue")
    await screen.is_live()
    await screen.cut_off()
    await screen.page.locator("[data-menu] summary").tap()
    await screen.page.locator(".menu-items").wait_for()


@seen_by("lea")
async def outbox(stage: Stage, screen: Tablet) -> None:
    await _picks_without(stage, screen)
    await screen.page.locator("[data-opens=outbox]").tap()


@seen_by("lea")
async def preparation_without(stage: Stage, screen: Tablet) -> None:
    await _picks_without(stage, screen)


@seen_by("lea")
async def handover_of_a_part_without(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["ready"])
    await screen.cut_off()
    await screen.page.locator(".given .choice", has=screen.page.locator("[value=ready]")).tap()
    await screen.page.locator(".sharing input[name=taken]").first.fill("0")
    await screen.page.locator(".given [type=submit]").tap()
    await screen.page.locator("[data-outbox-count]").wait_for()


@seen_by("lea")
async def wave_without(stage: Stage, screen: Tablet) -> None:
    await see_wave(stage, screen, "middle")
    await screen.cut_off()
    await screen.scan("YOGHURT-4")
    await screen.page.locator(".placed-at-once").wait_for()


@seen_by("lea")
async def transfer_without(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/transfers/{stage.transfers['picking']}")
    await screen.is_live()
    await screen.cut_off()
    await screen.page.locator(".line-actions .pick").first.tap()
    await screen.page.locator("[data-outbox-count]").wait_for()


@seen_by("lea")
async def count_without(stage: Stage, screen: Tablet) -> None:
    await screen.go(await count_of(stage, screen, "Dairy & eggs", {"BUTTER-250": 12, "YOGHURT-4": 31}))
    await screen.is_live()
    await screen.cut_off()
    await screen.scan("YOGHURT-4")
    await screen.page.locator(".counted-at-once").wait_for()


@seen_by("lea")
async def not_kept(stage: Stage, screen: Tablet) -> None:
    await screen.go("/offline")


async def _picks_without(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["mine"])
    await screen.cut_off()
    await screen.page.locator(".line-actions .pick").first.tap()
    await screen.page.locator("[data-outbox-count]").wait_for()


async def _done_offline(stage: Stage, screen: Tablet) -> None:
    """Léa took an order, and picked of it, that was cancelled by then."""
    if await stage.shop.house.value("SELECT count(*) FROM conflicts"):
        return
    work = f"/preparations/{stage['cancelled'].preparation_id}"
    lines = "SELECT id FROM preparation_lines WHERE preparation_id = :id ORDER BY id"
    picks = [row.id for row in await stage.shop.house.rows(lines, id=stage["cancelled"].preparation_id)]
    for path in ("take", *(f"lines/{line}/pick" for line in picks)):
        acted = {"Acted-By": LEA.id, "Acted-Ago": "0.5", "Idempotency-Key": str(uuid4()), "Origin": stage.shop.url}
        await screen.context.request.post(f"{work}/{path}", headers=acted | {"HX-Request": "true"})
