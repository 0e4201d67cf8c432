"""Correcting stock: adjusting by hand, counting."""

from e2e.scenes.scene import seen_by
from e2e.stage import Stage
from e2e.tablet import Tablet


@seen_by("lea")
async def adjust(stage: Stage, screen: Tablet) -> None:
    await _adjust(stage, screen, "COFFEE-1")


@seen_by("lea")
async def adjust_previewed(stage: Stage, screen: Tablet) -> None:
    await _adjust(stage, screen, "SALMON-4")
    await _choose(screen, "restore")
    await screen.page.locator("[data-shown-by=restore] .choice").first.tap()
    await screen.page.locator("#adjust-preview", has_text="→").wait_for()


@seen_by("lea")
async def adjust_too_much(stage: Stage, screen: Tablet) -> None:
    await _adjust(stage, screen, "COFFEE-1")
    await screen.page.locator("[name=quantity]").fill("38")
    await _choose(screen, "theft")
    await screen.page.locator("#adjust-preview .warn").wait_for()


@seen_by("nadia")
async def adjusted(stage: Stage, screen: Tablet) -> None:
    await _adjust(stage, screen, "WATER-6")
    await _choose(screen, "found")
    await screen.page.locator("#adjust-form .main").tap()
    await screen.page.locator("#adjust .state").wait_for()


@seen_by("lea")
async def counts(stage: Stage, screen: Tablet) -> None:
    await count_of(stage, screen, "Dairy & eggs", {"BUTTER-250": 12, "YOGHURT-4": 31})
    await count_of(stage, screen, "Drinks", {"WATER-6": 21}, "review")
    await count_of(stage, screen, "Frozen", {"SORBET-1": 39}, "review", "approve")
    await screen.go("/counts")
    await screen.is_live()


@seen_by("iris")
async def counts_none(stage: Stage, screen: Tablet) -> None:
    await screen.go("/stores/2/counts")


@seen_by("iris")
async def count_stores(stage: Stage, screen: Tablet) -> None:
    await screen.go("/counts")


@seen_by("lea")
async def count_begun(stage: Stage, screen: Tablet) -> None:
    await screen.go(await count_of(stage, screen, "Fruit & vegetables", {}))
    await screen.is_live()


@seen_by("lea")
async def count_scanned(stage: Stage, screen: Tablet) -> None:
    await screen.go(await count_of(stage, screen, "Dairy & eggs", {"BUTTER-250": 12, "YOGHURT-4": 31}))
    await screen.is_live()
    await screen.scan("EGGS-12")
    await screen.page.locator("#last-scan", has_text="Free-range eggs").wait_for()


@seen_by("nadia")
async def count_of_a_colleague(stage: Stage, screen: Tablet) -> None:
    await screen.go(await count_of(stage, screen, "Dairy & eggs", {"BUTTER-250": 12, "YOGHURT-4": 31}))
    await screen.is_live()


@seen_by("lea")
async def count_code_unknown(stage: Stage, screen: Tablet) -> None:
    await count_scanned(stage, screen)
    await screen.scan("4000000000000")
    await screen.page.locator("[data-error] .message").first.wait_for()


@seen_by("lea")
async def count_corrected(stage: Stage, screen: Tablet) -> None:
    await count_scanned(stage, screen)
    await screen.page.locator("#last-scan [data-opens=total]").tap()


@seen_by("lea")
async def count_to_be_cancelled(stage: Stage, screen: Tablet) -> None:
    await count_begun(stage, screen)
    await screen.page.locator("[data-opens=cancel-count]").first.tap()


@seen_by("lea")
async def count_reviewed(stage: Stage, screen: Tablet) -> None:
    await screen.go(await count_of(stage, screen, "Drinks", {"WATER-6": 21}, "review"))
    await screen.is_live()


@seen_by("nadia")
async def count_to_be_approved(stage: Stage, screen: Tablet) -> None:
    counted = {"COFFEE-1": 22, "PASTA-500": 41, "OIL-75": 38, "PEACH-1": 40}
    await screen.go(await count_of(stage, screen, "", counted, "review"))
    await screen.is_live()


@seen_by("lea")
async def count_to_be_repeated(stage: Stage, screen: Tablet) -> None:
    path = await count_of(stage, screen, "Fish & seafood", {"SALMON-4": 7}, "review")
    salmon = await stage.shop.house.value("SELECT id FROM variants WHERE sku = 'SALMON-4'")
    await screen.post(f"{path}/lines/{salmon}/recount", wanted="yes")
    await screen.go(path)
    await screen.is_live()


@seen_by("lea")
async def count_repeated(stage: Stage, screen: Tablet) -> None:
    path = await count_of(stage, screen, "Oils & vinegars", {"OIL-75": 7}, "review")
    oil = await stage.shop.house.value("SELECT id FROM variants WHERE sku = 'OIL-75'")
    if await stage.shop.house.value("SELECT state FROM counts WHERE department = 'Oils & vinegars'") == "review":
        await screen.post(f"{path}/lines/{oil}/recount", wanted="yes")
        await screen.post(f"{path}/reopen")
    await screen.go(path)
    await screen.is_live()


@seen_by("lea")
async def count_done(stage: Stage, screen: Tablet) -> None:
    await screen.go(await count_of(stage, screen, "Frozen", {"SORBET-1": 39}, "review", "approve"))
    await screen.is_live()


@seen_by("lea")
async def count_cancelled(stage: Stage, screen: Tablet) -> None:
    await screen.go(await count_of(stage, screen, "Hot drinks", {"COFFEE-1": 1}, "review", "cancel"))
    await screen.is_live()


async def count_of(stage: Stage, screen: Tablet, department: str, units: dict[str, int], *steps: str) -> str:
    """The path of a count of a department, or a free one; counted by who looks, if nobody has yet."""
    query = "SELECT id FROM counts WHERE coalesce(department, '') = :department"
    known = await stage.shop.house.rows(query, department=department)
    if known:
        return f"/counts/{known[0].id}"
    await screen.post("/counts", department=department)
    path = f"/counts/{await stage.shop.house.value(query, department=department)}"
    for sku, quantity in units.items():
        await screen.post(f"{path}/scan", code=sku, quantity=quantity)
    for step in steps:
        await screen.post(f"{path}/{step}")
    return path


async def _adjust(stage: Stage, screen: Tablet, sku: str) -> None:
    variant_id = await stage.shop.house.value("SELECT id FROM variants WHERE sku = :sku", sku=sku)
    await screen.go(f"/stock/variants/{variant_id}/adjust")


async def _choose(screen: Tablet, reason: str) -> None:
    await screen.page.locator(".choice", has=screen.page.locator(f"[value={reason}]")).first.tap()
