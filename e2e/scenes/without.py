"""What was done without a connection and does not fit any more. It comes last, so that other queues stay calm."""

from uuid import uuid4

from e2e.scenes.scene import seen_by
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
async def not_kept(stage: Stage, screen: Tablet) -> None:
    await screen.go("/offline")


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
