"""What leaves in boxes, and what comes."""

from e2e.scenes.scene import seen_by
from e2e.stage import Stage
from e2e.tablet import Tablet
from tests.house import ANNECY, LYON


@seen_by("lea")
async def preparation_to_pack(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["to_ship"])
    await screen.page.locator(".next-step [data-step='1']").tap()
    await screen.page.locator("#weight-2").wait_for()


@seen_by("lea")
async def preparation_to_ship(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["boxed"])


@seen_by("lea")
async def preparation_shipped(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["shipped"])


@seen_by("lea")
async def preparation_to_send(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["boxed_to_send"])


@seen_by("lea")
async def preparation_sent(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["on_its_way"])


@seen_by("lea")
async def preparation_arrived(stage: Stage, screen: Tablet) -> None:
    await screen.see(stage["arrived"])


@seen_by("lea")
async def carrier(stage: Stage, screen: Tablet) -> None:
    await screen.go("/carrier")
    await screen.is_live()


@seen_by("lea")
async def carrier_manifest(stage: Stage, screen: Tablet) -> None:
    await screen.go("/carrier")
    await screen.page.locator("details.more summary").tap()
    await screen.page.locator(".sheet-record a").first.tap()
    await screen.page.locator(".manifest-lines").wait_for()


@seen_by("nadia")
async def printers(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/stores/{LYON}/printers")
    await screen.is_live()


@seen_by("iris")
async def carrier_none(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/stores/{await stage.location('GRENOBLE')}/carrier")
    await screen.is_live()


@seen_by("iris")
async def carrier_whose(stage: Stage, screen: Tablet) -> None:
    await screen.go("/carrier")


@seen_by("nadia")
async def transfers(stage: Stage, screen: Tablet) -> None:
    await screen.go("/transfers")
    await screen.is_live()


@seen_by("iris")
async def transfers_none(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/stores/{await stage.location('GRENOBLE')}/transfers")
    await screen.is_live()


@seen_by("nadia")
async def discrepancies(stage: Stage, screen: Tablet) -> None:
    await screen.go("/transfers/discrepancies")
    await screen.page.locator("details.more summary").tap()
    await screen.is_live()


@seen_by("nadia")
async def discrepancy_missing(stage: Stage, screen: Tablet) -> None:
    await screen.go("/transfers/discrepancies")
    await screen.page.locator("[data-opens='missing-from']").first.tap()


@seen_by("nadia")
async def discrepancy_damaged(stage: Stage, screen: Tablet) -> None:
    await screen.go("/transfers/discrepancies")
    await screen.page.locator("[data-opens='damaged-from']").first.tap()


@seen_by("iris")
async def discrepancies_there(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/stores/{ANNECY}/transfers/discrepancies")
    await screen.is_live()


@seen_by("iris")
async def discrepancies_none(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/stores/{await stage.location('GRENOBLE')}/transfers/discrepancies")
    await screen.is_live()


@seen_by("iris")
async def transfers_whose(stage: Stage, screen: Tablet) -> None:
    await screen.go("/transfers")


@seen_by("lea")
async def transfer_to_count(stage: Stage, screen: Tablet) -> None:
    await _see(stage, screen, "coming")


@seen_by("lea")
async def transfer_counted(stage: Stage, screen: Tablet) -> None:
    await _see(stage, screen, "counted")


@seen_by("lea")
async def transfer_damaged(stage: Stage, screen: Tablet) -> None:
    await _see(stage, screen, "counted")
    await screen.page.locator("[data-opens=damaged]").first.tap()


@seen_by("lea")
async def transfer_lost(stage: Stage, screen: Tablet) -> None:
    await _see(stage, screen, "counted")
    await screen.page.locator("[data-opens=lost] >> visible=true").first.tap()


@seen_by("nadia")
async def transfer_to_pick(stage: Stage, screen: Tablet) -> None:
    await _see(stage, screen, "picking")


@seen_by("nadia")
async def transfer_call_off(stage: Stage, screen: Tablet) -> None:
    await _see(stage, screen, "picking")
    await screen.page.locator("[data-opens=call-off]").tap()


@seen_by("lea")
async def transfer_of_an_order(stage: Stage, screen: Tablet) -> None:
    await _see(stage, screen, "to_send")


@seen_by("lea")
async def transfer_sent(stage: Stage, screen: Tablet) -> None:
    await _see(stage, screen, "on_its_way")


@seen_by("lea")
async def transfer_label(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/transfers/{stage.transfers['picking']}/label")


@seen_by("lea")
async def transfer_received(stage: Stage, screen: Tablet) -> None:
    await _see(stage, screen, "differing")
    await screen.page.locator("details.more summary").tap()


@seen_by("nadia")
async def transfer_new(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/stores/{LYON}/transfers/new")


@seen_by("nadia")
async def transfer_new_chosen(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/stores/{LYON}/transfers/new")
    for code in ("COFFEE-1", "OIL-75", "COFFEE-1", "yoghurt"):
        await screen.page.locator("#scan-code").fill(code)
        await screen.page.keyboard.press("Enter")
        await screen.page.wait_for_load_state("networkidle")
    await screen.page.locator(".found-line").first.wait_for()


async def _see(stage: Stage, screen: Tablet, name: str) -> None:
    await screen.go(f"/transfers/{stage.transfers[name]}")
    await screen.is_live()
