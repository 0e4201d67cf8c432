"""Who has what: finding it, one variant, holds, the ledger, safety stock."""

from comptoir.sales.actions.learning import Pair, note_pairs
from e2e.network import SHIRT
from e2e.scenes.scene import seen_by
from e2e.stage import Stage
from e2e.tablet import Tablet

PRODUCT = "SELECT product_id FROM variants WHERE sku = :sku"


@seen_by("lea")
async def stock(stage: Stage, screen: Tablet) -> None:
    await screen.go("/stock")


@seen_by("lea")
async def found(stage: Stage, screen: Tablet) -> None:
    await screen.go("/stock")
    await screen.page.locator("#find").press_sequentially("s")
    await screen.page.locator(".found-row").first.wait_for()
    await screen.is_live()


@seen_by("iris")
async def found_corrected(stage: Stage, screen: Tablet) -> None:
    await screen.go("/stock?q=stripped+shrit")
    await screen.page.locator(".found-row").first.wait_for()
    await screen.is_live()


@seen_by("lea")
async def found_nothing(stage: Stage, screen: Tablet) -> None:
    await screen.go("/stock?q=zzzz")


@seen_by("nadia")
async def stock_short(stage: Stage, screen: Tablet) -> None:
    await _promise_what_is_not_there(stage, screen)
    await screen.go("/stock")
    await screen.page.locator(".alert").first.wait_for()
    await screen.is_live()


@seen_by("lea")
async def variant(stage: Stage, screen: Tablet) -> None:
    await _hold(stage, screen, "COFFEE-1", "Anna", 30)
    await _see(stage, screen, "COFFEE-1")


@seen_by("lea")
async def product_with_companions(stage: Stage, screen: Tablet) -> None:
    await _learnt(stage, "COFFEE-1", "PASTA-500", "PEACH-1", f"{SHIRT}-M-EC")
    product_id = await stage.shop.house.value(PRODUCT, sku="COFFEE-1")
    await screen.go(f"/stock/products/{product_id}")
    await screen.page.locator("#together .cell").first.wait_for()


@seen_by("lea")
async def variant_of_a_table(stage: Stage, screen: Tablet) -> None:
    await _see(stage, screen, f"{SHIRT}-M-EC")
    await screen.page.locator(".grid").scroll_into_view_if_needed()


@seen_by("lea")
async def variant_only_elsewhere(stage: Stage, screen: Tablet) -> None:
    await _see(stage, screen, f"{SHIRT}-S-BL")


@seen_by("iris")
async def variant_from_nowhere(stage: Stage, screen: Tablet) -> None:
    await _see(stage, screen, "COFFEE-1")


@seen_by("lea")
async def variant_stores(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/stock/variants/{await _id(stage, 'COFFEE-1')}/stores")
    await screen.is_live()


@seen_by("lea")
async def hold(stage: Stage, screen: Tablet) -> None:
    await _see(stage, screen, "COFFEE-1")
    await screen.page.locator(".place [data-opens=hold]").first.tap()
    await screen.page.locator("#hold .choice", has=screen.page.locator("[value=custom]")).tap()
    await screen.page.evaluate("scrollTo(0, 0)")


@seen_by("lea")
async def hold_refused(stage: Stage, screen: Tablet) -> None:
    await _see(stage, screen, "COFFEE-1")
    await screen.page.locator(".here [data-opens=hold]").tap()
    await screen.page.locator("#hold [name=label]").fill("Anna")
    await screen.page.locator("#hold [name=quantity]").evaluate("field => { field.max = 9999; field.value = 999; }")
    await screen.page.locator("#hold .main").tap()
    await screen.page.locator("#hold .message.error").wait_for()


@seen_by("lea")
async def holds(stage: Stage, screen: Tablet) -> None:
    await _hold(stage, screen, "PASTA-500", "Karim", 240)
    await screen.go("/stock/holds")
    await screen.is_live()


@seen_by("nadia")
async def movements(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/stock/variants/{await _id(stage, 'PASTA-500')}/movements?at=2026-01-01T12:00")


@seen_by("nadia")
async def movements_refused(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/stock/variants/{await _id(stage, 'PASTA-500')}/movements?at=2999-01-01T12:00")


@seen_by("iris")
async def safety(stage: Stage, screen: Tablet) -> None:
    await screen.go("/stock/safety")
    await screen.page.locator("[name=department]").select_option("Hot drinks")
    await screen.page.locator("#rule-reach b, #rule-reach", has_text="7").first.wait_for()


@seen_by("iris")
async def safety_refused(stage: Stage, screen: Tablet) -> None:
    await screen.go("/stock/safety")
    await screen.page.locator("[name=sku]").fill("CAVIAR")
    await screen.page.locator("#rule-form .main").tap()
    await screen.page.locator("#f-sku-about").wait_for()


@seen_by("iris")
async def safety_removed(stage: Stage, screen: Tablet) -> None:
    await screen.go("/stock/safety")
    await screen.page.locator("[data-opens=remove-rule]").first.tap()


async def _id(stage: Stage, sku: str) -> int:
    return await stage.shop.house.value("SELECT id FROM variants WHERE sku = :sku", sku=sku)


async def _see(stage: Stage, screen: Tablet, sku: str) -> None:
    await screen.go(f"/stock/variants/{await _id(stage, sku)}")
    await screen.is_live()
    await screen.page.locator(".grid").wait_for(state="attached")


async def _hold(stage: Stage, screen: Tablet, sku: str, label: str, minutes: int) -> None:
    """Once, however often the scene is seen."""
    if not await stage.shop.house.value("SELECT count(*) FROM holds WHERE label = :label", label=label):
        path = f"/stock/variants/{await _id(stage, sku)}/holds/1"
        await screen.post(path, label=label, quantity=2, minutes="custom", custom=minutes)


async def _learnt(stage: Stage, sku: str, *others: str) -> None:
    """Customers of a year bought these together; the stage has no year behind it."""
    products = [await stage.shop.house.value(PRODUCT, sku=each) for each in (sku, *others)]
    async with stage.shop.house.work() as work:
        pairs = [Pair(products[0], other, 9, 1 / place) for place, other in enumerate(products[1:], 1)]
        await note_pairs(work, pairs, learnt_at=work.now)


async def _promise_what_is_not_there(stage: Stage, screen: Tablet) -> None:
    """Somebody holds all the peaches for a customer, and then a box of them is thrown away."""
    await _hold(stage, screen, "PEACH-1", "Rose", 600)
    variant_id = await _id(stage, "PEACH-1")
    free = await stage.shop.house.value(FREE, id=variant_id)
    if free >= 0:
        await screen.post(f"/stock/variants/{variant_id}/adjust", reason="disposal", quantity=free + 1)


FREE = "SELECT on_hand - unsellable - reserved FROM stock_levels WHERE variant_id = :id AND location_id = 1"
