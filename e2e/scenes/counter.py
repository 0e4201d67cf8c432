"""The counter: what is given in which way, what comes back, and what the chain decides.

The orders are made when they are first looked at, so that other scenes stay calm.
"""

from comptoir.fulfilment.actions import hand_over
from comptoir.fulfilment.rules import Given, Part
from comptoir.wiring.links import pickup_token
from e2e import counter
from e2e.scenes.scene import seen_by
from e2e.shop import Order
from e2e.stage import Stage
from e2e.tablet import Tablet
from tests.house import ANNECY, ZOE

GOODS = (("YOGHURT-4", 2), ("COFFEE-1", 1), ("PASTA-500", 2))


@seen_by("lea")
async def handover_demanded(stage: Stage, screen: Tablet) -> None:
    async with counter.demanded(stage.shop, "code", "signature"):
        await _find(screen, (await _proxied(stage)).number)
        await screen.page.locator("article.found").wait_for()
    await screen.page.locator("[name=taker]").last.check()
    await counter.sign(screen)


@seen_by("lea")
async def handover_of_a_part(stage: Stage, screen: Tablet) -> None:
    await _find(screen, (await _proxied(stage)).number)
    await screen.page.locator(".given .choice", has=screen.page.locator("[value=ready]")).tap()
    left = screen.page.locator("[data-part=left]").first
    await left.fill("1")
    await left.blur()
    await screen.page.locator("[data-part=reason]").first.wait_for()
    await screen.page.evaluate("scrollTo(0, 0)")


@seen_by("lea")
async def handover_of_the_rest(stage: Stage, screen: Tablet) -> None:
    await _find(screen, (await _partly_given(stage)).number)
    await screen.page.locator("article.found").wait_for()


@seen_by("lea")
async def preparation_partly_given(stage: Stage, screen: Tablet) -> None:
    await screen.see(await _partly_given(stage))


@seen_by("lea")
async def handover_by_name(stage: Stage, screen: Tablet) -> None:
    await _proxied(stage)
    await _partly_given(stage)
    await _find(screen, "perrin")
    await screen.page.locator(".hits").wait_for()


@seen_by("nadia")
async def order_with_refunds(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/orders/{(await _partly_given(stage)).id}")
    await screen.is_live()


@seen_by("stranger")
async def pickup_by_a_proxy(stage: Stage, screen: Tablet) -> None:
    order = await _proxied(stage)
    await screen.go(f"/pickup/{pickup_token(stage.shop.settings, order.id)}")
    await screen.is_live()


@seen_by("stranger")
async def pickup_naming_a_proxy(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/pickup/{pickup_token(stage.shop.settings, stage['mine'].id)}")
    await screen.is_live()
    await screen.page.locator("#name-proxy summary").tap()


@seen_by("lea")
async def put_back(stage: Stage, screen: Tablet) -> None:
    await screen.go("/put-back")
    await screen.is_live()


@seen_by("lea")
async def put_back_not_there(stage: Stage, screen: Tablet) -> None:
    await screen.go("/put-back")
    await screen.is_live()
    await screen.page.locator("[data-opens=not-shelved]").first.tap()


@seen_by("lea")
async def put_back_scanned_wrong(stage: Stage, screen: Tablet) -> None:
    await screen.go("/put-back")
    await screen.is_live()
    await screen.scan("SALMON-4")
    await screen.page.locator("[data-error] .message").first.wait_for()


@seen_by("iris")
async def put_back_none(stage: Stage, screen: Tablet) -> None:
    await screen.go(f"/stores/{ANNECY}/put-back")
    await screen.is_live()


@seen_by("iris")
async def put_back_stores(stage: Stage, screen: Tablet) -> None:
    await screen.go("/put-back")


@seen_by("iris")
async def counter_rules(stage: Stage, screen: Tablet) -> None:
    async with counter.demanded(stage.shop, "code"):
        await screen.go("/counter-rules")


@seen_by("iris")
async def counter_rules_refused(stage: Stage, screen: Tablet) -> None:
    await screen.go("/counter-rules")
    await screen.page.locator("[name=keep_days]").fill("90")
    await screen.page.locator(".counter-rules .main").tap()
    await screen.page.locator("[aria-invalid]").wait_for()


async def _proxied(stage: Stage) -> Order:
    """Somebody comes for Camille Perrin."""
    if "proxied" not in stage.orders:
        order = await counter.waiting(stage.shop, "Camille Perrin", *GOODS, shelf="E5", proxy="Hugues Perrin")
        stage.orders["proxied"] = order
    return stage["proxied"]


async def _partly_given(stage: Stage) -> Order:
    """Solène Perrin took some of it, left some, and comes for the rest."""
    if "partly_given" not in stage.orders:
        order = await counter.waiting(stage.shop, "Solène Perrin", *GOODS, shelf="E6")
        stage.orders["partly_given"] = order
        query = """SELECT l.id FROM preparation_lines l JOIN variants v ON v.id = l.variant_id
            WHERE l.preparation_id = :id AND v.sku = :sku"""
        yoghurt, pasta = [
            await stage.shop.house.value(query, id=order.preparation_id, sku=sku) for sku in ("YOGHURT-4", "PASTA-500")
        ]
        parts = {yoghurt: Part(2), pasta: Part(0, 1, "spoiled")}
        async with stage.shop.house.work(ZOE) as work:
            await hand_over(work, order.preparation_id, proof="code", given=Given(parts))
    return stage["partly_given"]


async def _find(screen: Tablet, said: str) -> None:
    await screen.go("/handover")
    await screen.is_live()
    await screen.page.locator("#scan-code").fill(said)
    await screen.page.keyboard.press("Enter")
