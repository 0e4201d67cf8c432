"""A French page, or a letter to somebody French, is French throughout."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import text

from comptoir.identity.actions.devices import enrol_device
from comptoir.identity.actions.sessions import begin_session
from comptoir.kit.ids import new_id
from comptoir.network.actions import set_capacity, set_special_day, suspend
from comptoir.notices.jobs.letters import write_letter
from comptoir.notices.queries import queued_notice
from comptoir.routing.actions import draft_policy, publish_policy
from comptoir.routing.queries.policies import as_document
from comptoir.stock.actions import Fits, adjust, keep_back
from comptoir.webhooks.actions import add_webhook
from comptoir.webhooks.rules.retries import WORDS
from comptoir.webhooks.rules.subscriptions import Subscription
from comptoir.webhooks.rules.types import TYPES
from comptoir.wiring.actors import Actor
from tests.fulfilment.counter import Counter
from tests.fulfilment.parcels import boxed, incoming, outgoing
from tests.house import ANNECY, BREAD, CHEESE, IRIS, LEA, LYON, NADIA, House
from tests.notices.desk import announce
from tests.routing.sayings import everything_said
from tests.served import serving
from tests.stock.test_holds import held
from tests.story import Story
from tests.wiring.french import english_in

SEC = {"Sec-Fetch-Site": "same-origin"}


@asynccontextmanager
async def reading(house: House, person: Actor | None = None, **cookies: str) -> AsyncGenerator[httpx.AsyncClient]:
    """A browser of somebody who chose French."""
    if person:
        async with house.work(person) as work:
            cookies["comptoir_session"] = await begin_session(work, int(person.id))
    cookies["comptoir_locale"] = "fr"
    settings = house.settings.model_copy(update={"development": True})
    async with serving(settings, house.clock) as app:
        made: Any = app
        transport = httpx.ASGITransport(made)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://comptoir.test", cookies=cookies, headers=SEC
        ) as browser:
            yield browser


@pytest.fixture
async def busy(house: House) -> House:
    """Lyon with an order in every state that the screens tell apart."""
    await house.deliver(CHEESE, 9)
    waits, picked, ready, unwanted = [await Story.begin(house) for _ in range(4)]
    await waits.take()
    await waits.miss_a_cheese()
    await picked.take()
    await picked.pick()
    await ready.prepare()
    house.wait(hours=3)
    await house.order((CHEESE, 1), location=ANNECY)
    await unwanted.cancel()
    return house


async def test_the_screens_of_a_store(busy: House) -> None:
    rows = await busy.rows("SELECT id, order_id FROM preparations WHERE location_id = 1")
    paths = [f"/preparations/{row.id}" for row in rows] + [f"/orders/{row.order_id}" for row in rows]
    paths += [
        "/queue",
        "/queue/count",
        "/handover",
        "/orders",
        "/orders?status=ready",
        "/account",
        "/team",
        "/team/new",
    ]
    paths += [f"/team/{LEA.id}", "/devices", "/devices/enrol", "/styleguide"]
    async with reading(busy, NADIA) as browser:
        await all_french(browser, *paths)


async def test_boxes_and_transfers(house: House) -> None:
    await house.deliver(BREAD, 20)
    for kind in ("ship", "transfer"):
        for stage in ("picked", "packed"):
            await boxed(house, kind, stage)
    shipped, sent = await boxed(house, "ship", "packed"), await boxed(house, "transfer", "packed")
    await shipped.ship("6A 1")
    await sent.send()
    for stage in ("made", "begun", "picked", "sent"):
        await outgoing(house, stage)
    for stage in ("sent", "counted", "differing"):
        await incoming(house, stage)
    await (await incoming(house, "sent")).receive_all(LEA)
    preparations = await house.rows("SELECT id FROM preparations WHERE location_id = 1")
    transfers = await house.rows("SELECT id FROM transfers")
    async with reading(house, NADIA) as browser:
        await all_french(browser, *(f"/preparations/{row.id}" for row in preparations), "/queue", "/transfers")
        await all_french(browser, *(f"/transfers/{row.id}" for row in transfers), "/stores/1/transfers/new")
        await all_french(browser, "/transfers/discrepancies", "/stores/1/transfers/discrepancies/count")
        draft = {"code": "BREAD", "variant": "2", "quantity": "99"}
        for code in ("BREAD", "rien de tel"):
            answer = await browser.post("/stores/1/transfers/new", data=draft | {"code": code})
            assert (answer.status_code, english_in(answer.text)) == (200, set())
    async with reading(house, IRIS) as browser:
        await all_french(browser, "/transfers")


async def test_what_a_location_takes_on(house: House) -> None:
    async with house.work(NADIA) as work:
        await set_special_day(work, LYON, house.clock.at.date(), [])
        await set_capacity(work, LYON, 0)
        await suspend(work, LYON, reason="works")
    paths = [f"/locations/{LYON}", f"/locations/{LYON}/load"]
    async with reading(house, NADIA) as browser:
        await all_french(browser, *paths)
        wrong = await browser.post(f"{paths[0]}/capacity", data={"per_day": "many"}, headers={"hx-request": "true"})
        assert (wrong.status_code, english_in(wrong.text)) == (422, set())
    async with reading(house, IRIS) as browser:
        await all_french(browser, "/locations", f"/locations/{ANNECY}", f"/locations/{ANNECY}/load")


async def test_correcting_stock(busy: House) -> None:
    damage = {"reason": "damage", "quantity": "2"}
    async with reading(busy, NADIA) as browser:
        page = f"/stock/variants/{CHEESE}/adjust"
        done = await browser.post(page, data=damage, headers={"hx-request": "true"})
        assert (done.status_code, english_in(done.text)) == (200, set())
        await all_french(browser, page, f"{page}/preview?reason=restore&quantity=99&kind=damaged")


async def test_counting(busy: House) -> None:
    count = await Counter.begin(busy)
    paths = [f"/counts/{count.id}", "/counts", f"/stores/{LYON}/counts"]
    async with reading(busy, NADIA) as browser:
        await all_french(browser, *paths)
        await count.count(CHEESE, 3, who=NADIA)
        await count.scan(BREAD)
        await all_french(browser, *paths)
        await count.review()
        await all_french(browser, *paths)
        await count.mark(CHEESE)
        await all_french(browser, *paths)
        await count.reopen()
        await all_french(browser, *paths)
        await count.finish()
        await all_french(browser, *paths)
        lost = await browser.post(f"{paths[0]}/scan", data={"code": "BREAD"}, headers={"hx-request": "true"})
        assert "il est maintenant «\N{NO-BREAK SPACE}Terminé\N{NO-BREAK SPACE}»" in lost.text
    async with reading(busy, IRIS) as browser:
        await all_french(browser, "/counts")


async def test_the_screens_of_the_stock(busy: House) -> None:
    async with busy.work() as work:
        await keep_back(work, Fits(channel="web"), 1)
        await adjust(work, location_id=LYON, variant_id=CHEESE, reason="damage", quantity=1, reference="")
    await held(busy, (CHEESE, 1))
    variant = f"/stock/variants/{CHEESE}"
    async with reading(busy, NADIA) as browser:
        await all_french(browser, "/stock?q=comt", "/stock?q=countri+braed", "/stock?department=Groceries")
        await all_french(browser, "/stock", "/stock?q=rien", variant, f"{variant}/stores", "/stock/holds")
        await all_french(browser, f"/stock/products/{CHEESE}", f"{variant}/movements?at=2026-11-24T10:00")
        await all_french(browser, f"{variant}/movements?at=demain")
    async with reading(busy, IRIS) as browser:
        await all_french(browser, variant, f"{variant}/stores", "/stock/safety")
        refused = await browser.post("/stock/safety", data={"sku": "rien"})
        assert (refused.status_code, english_in(refused.text)) == (422, set())


async def test_the_screens_of_headquarters(house: House) -> None:
    async with reading(house, IRIS) as browser:
        await all_french(browser, "/orders", "/queue", "/api-keys", "/team", "/devices")
        made = await browser.post("/api-keys", data={"name": "Site", "scopes": "orders:write"})
        assert english_in(made.text) == set()


async def test_policies(house: House) -> None:
    said = everything_said()
    fewer = msgspec.structs.replace(
        said, rules=said.rules[1:], carriage=msgspec.structs.replace(said.carriage, zones=())
    )
    async with house.work(IRIS) as work:
        await publish_policy(work, await draft_policy(work, name="Été", document=as_document(said)))
        await draft_policy(work, name="Hiver", document=as_document(fewer))
    async with reading(house, IRIS) as browser:
        one = "/routing/policies/3"
        await all_french(browser, "/routing/policies", "/routing/policies/2", one, f"{one}/compare", f"{one}/publish")
        forms = ("history", "rules/new", "rules/0", "strategies/0/0", "tariffs/new", "tariffs/leg", "json")
        await all_french(browser, *(f"{one}/{form}" for form in forms))
        for form in ("rules", "rules/0", "tariffs/leg", "json"):
            refused = await browser.post(f"{one}/{form}", data={"name": "", "base": "x", "text": ""})
            assert (refused.status_code >= 400, english_in(refused.text)) == (True, set())


IN_STATE = text("UPDATE webhooks SET state = :state, tested_at = now(), xid = '0'")
IN_TROUBLE = text("""
    UPDATE webhooks SET failures = 2, failing_since = now(), trouble = CAST(CAST(:trouble AS text) AS jsonb),
        test_trouble = CAST(CAST(:trouble AS text) AS jsonb)
""")


@pytest.mark.parametrize(
    ("state", "what"),
    [("active", ""), ("paused", ""), ("active", "late"), *(("disabled", what) for what in WORDS)],
)
async def test_webhooks(house: House, state: str, what: str) -> None:
    async with house.work(IRIS) as work:
        wanted = Subscription(name="Site", url="https://shop.example/", types=TYPES)
        await add_webhook(work, webhook_id := new_id(), wanted)
        await work.execute(IN_STATE, {"state": state})
        if what:
            await work.execute(IN_TROUBLE, {"trouble": f'{{"what": "{what}", "status": 503}}'})
    await house.order((CHEESE, 1), location=ANNECY)
    async with reading(house, IRIS) as browser:
        await all_french(browser, "/webhooks", "/webhooks/new", f"/webhooks/{webhook_id}")
        spy = {"name": "Spy", "url": "https://10.0.0.1/", "types": "order.placed"}
        refused = await browser.post("/webhooks", data=spy)
        made = await browser.post(f"/webhooks/{webhook_id}/secret", data={"secret_id": str(new_id())})
        assert (refused.status_code, made.status_code) == (422, 200)
        assert english_in(refused.text) == english_in(made.text) == set()


async def test_the_ways_in(house: House) -> None:
    async with house.work(NADIA) as work:
        tablet = await enrol_device(work, location_id=LYON, name="Accueil")
    async with reading(house, comptoir_device=tablet) as browser:
        await all_french(browser, "/sign-in", "/pin")
        refused = await browser.post("/sign-in", data={"email": "x@example.fr", "password": "x"})
        assert refused.status_code == 401
        assert english_in(refused.text) == set()
        assert "Cette adresse e-mail et ce mot de passe" in refused.text


async def test_what_went_wrong(busy: House) -> None:
    async with reading(busy, NADIA) as browser:
        (collected,) = await busy.rows("SELECT id FROM preparations WHERE state = 'cancelled'")
        answer = await browser.post(f"/preparations/{collected.id}/take", headers={"hx-request": "true"})
        assert "elle est maintenant «\N{NO-BREAK SPACE}Annulée\N{NO-BREAK SPACE}»" in answer.text
        lost = await browser.get("/nowhere")
        assert "Introuvable." in lost.text
        assert english_in(answer.text) == english_in(lost.text) == set()


@pytest.mark.parametrize("deeds", ["", "take", "take miss_a_cheese pick make_ready tell", "prepare collect",
    "prepare expire", "cancel"])  # fmt: skip
async def test_the_customer_s_page(house: House, deeds: str) -> None:
    story = await Story.begin(house)
    for deed in deeds.split():
        await getattr(story, deed)()
    async with reading(house) as browser:
        await all_french(browser, story.page, status=200)


async def test_a_link_that_opens_nothing(house: House) -> None:
    async with reading(house) as browser:
        await all_french(browser, "/pickup/nothing", status=404)


@pytest.mark.parametrize(
    ("deeds", "kind"),
    [
        ("", "order_placed"),
        ("", "escalated"),
        ("take miss_a_cheese pick make_ready tell", "ready"),
        ("cancel", "cancelled"),
        ("prepare expire", "expired"),
    ],
)
async def test_letters(house: House, deeds: str, kind: str) -> None:
    story = await Story.begin(house)
    for deed in deeds.split():
        await getattr(story, deed)()
    async with house.work() as work:
        await work.execute(text("UPDATE staff SET locale = 'fr'"))
    notice_id = await announce(house, kind, story)
    async with house.work() as work:
        queued = await queued_notice(work, notice_id)
        assert queued
        letter = await write_letter(work, queued)
    assert letter
    lines = "".join(f"<p>{line}</p>" for line in (letter.subject, *letter.text.splitlines()))
    assert english_in(lines) | english_in(letter.html) == set()


def test_english_is_seen() -> None:
    page = '<p>Nobody takes it</p><b title="Sign out">3</b><p>Rien à préparer</p><p>3 units waiting</p><p>3 units</p>'
    assert english_in(page) == {"Nobody takes it", "Sign out", "3 units"}


async def all_french(browser: httpx.AsyncClient, *paths: str, status: int = 200) -> None:
    answers = {path: await browser.get(path) for path in paths}
    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code != status} == {}
    english = {path: english_in(answer.text) for path, answer in answers.items()}
    assert {path: found for path, found in english.items() if found} == {}
