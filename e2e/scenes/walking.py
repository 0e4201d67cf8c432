"""Several orders in one walk. The waves are begun when they are first looked at, so that other scenes stay calm."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from e2e import waves
from e2e.scenes.scene import seen_by
from e2e.shop import Shop
from e2e.stage import Stage
from e2e.tablet import Tablet

BEGIN: dict[str, Callable[[Shop], Awaitable[UUID]]] = {
    "middle": waves.middle,
    "to_finish": waves.to_finish,
    "offered": waves.offered,
}


@seen_by("lea")
async def wave_new(stage: Stage, screen: Tablet) -> None:
    await screen.go("/waves/new")


@seen_by("lea")
async def wave_new_none(stage: Stage, screen: Tablet) -> None:
    await screen.go("/waves/new?department=Frozen&due=hour")


@seen_by("lea")
async def wave(stage: Stage, screen: Tablet) -> None:
    await see_wave(stage, screen, "middle")


@seen_by("lea")
async def wave_scanned(stage: Stage, screen: Tablet) -> None:
    await see_wave(stage, screen, "middle")
    await screen.scan("YOGHURT-4")
    await screen.page.locator("#placed .placed-undo button").tap()
    await screen.page.locator(".placed .nothing-yet").wait_for(state="attached")
    await screen.scan("YOGHURT-4")
    await screen.page.locator("#placed .placed-tote").wait_for()


@seen_by("lea")
async def wave_scanned_wrong(stage: Stage, screen: Tablet) -> None:
    await see_wave(stage, screen, "middle")
    await screen.scan("SALMON-4")
    await screen.page.locator("[data-error] .message").first.wait_for()


@seen_by("lea")
async def wave_refuse(stage: Stage, screen: Tablet) -> None:
    await see_wave(stage, screen, "middle")
    await screen.page.locator("[data-opens=refuse]").first.tap()
    await screen.page.locator("#for-tote").wait_for()


@seen_by("lea")
async def wave_offer(stage: Stage, screen: Tablet) -> None:
    await see_wave(stage, screen, "middle")
    await screen.page.locator("[data-opens=offer]").tap()


@seen_by("lea")
async def wave_dissolve(stage: Stage, screen: Tablet) -> None:
    await see_wave(stage, screen, "middle")
    await screen.page.locator("[data-opens=dissolve]").tap()


@seen_by("nadia")
async def wave_of_a_colleague(stage: Stage, screen: Tablet) -> None:
    await see_wave(stage, screen, "middle")


@seen_by("lea")
async def wave_to_finish(stage: Stage, screen: Tablet) -> None:
    await see_wave(stage, screen, "to_finish")


@seen_by("lea")
async def wave_offered(stage: Stage, screen: Tablet) -> None:
    await see_wave(stage, screen, "offered")


@seen_by("lea")
async def queue_with_waves(stage: Stage, screen: Tablet) -> None:
    for name in BEGIN:
        await _id(stage, name)
    await screen.go("/queue")
    await screen.is_live()


async def see_wave(stage: Stage, screen: Tablet, name: str) -> None:
    await screen.go(f"/waves/{await _id(stage, name)}")
    await screen.is_live()


async def _id(stage: Stage, name: str) -> UUID:
    if name not in stage.waves:
        stage.waves[name] = await BEGIN[name](stage.shop)
    return stage.waves[name]
