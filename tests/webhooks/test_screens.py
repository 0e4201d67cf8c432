"""Headquarters sees how each webhook does, and does with it what is to be done; nobody else does."""

import re
from typing import Any
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.kit.errors import NotFound
from comptoir.webhooks import actions, fragments
from comptoir.webhooks.events import WebhookChanged
from comptoir.webhooks.fragments import manages
from comptoir.webhooks.rules.types import AVAILABILITY
from comptoir.wiring.fragments import FRAGMENTS, Subject
from comptoir.wiring.renders import Renders
from comptoir.wiring.work import Work
from tests.fulfilment.visitors import HTMX, STAFF, VISITORS, visitors
from tests.house import BREAD, IRIS, House
from tests.identity.conftest import Browser, app, chain
from tests.identity.test_endpoints import visit
from tests.invariants.truth import fingerprint
from tests.story import Story
from tests.webhooks.hooks import Hooks
from tests.webhooks.receiver import Answer, Receiver

__all__ = ["app", "chain"]

HOOK: dict[str, Any] = {"name": "Shop site", "url": "https://93.184.215.14/", "types": [AVAILABILITY, "order.placed"]}
ONE = "/webhooks/{webhook}"
LOOKED = [303, 303, 403, 403, 403, 403, 200, 403, 303]
TAPPED = [401, 401, 403, 403, 403, 403, 200, 403, 401]
MOVED = [401, 401, 403, 403, 403, 403, 303, 403, 401]

# Method, address, form, and the status for each visitor, in the order of VISITORS.
ASKED: list[tuple[str, str, dict[str, Any], list[int]]] = [
    ("GET", "/webhooks", {}, LOOKED),
    ("GET", "/webhooks/new", {}, LOOKED),
    ("POST", "/webhooks", HOOK, TAPPED),
    ("GET", ONE, {}, LOOKED),
    ("POST", ONE, HOOK, MOVED),
    ("POST", ONE + "/pause", {}, TAPPED),
    ("POST", ONE + "/resume", {}, [401, 401, 403, 403, 403, 403, 409, 403, 401]),
    ("POST", ONE + "/test", {}, TAPPED),
    ("POST", ONE + "/replay", {"place": "now"}, TAPPED),
    ("POST", ONE + "/secret", {"secret_id": str(uuid4())}, TAPPED),
    ("POST", ONE + "/remove", {}, MOVED),
]


@pytest.fixture
def hooks(chain: House, receiver: Receiver) -> Hooks:
    chain.settings = chain.settings.model_copy(update={"webhooks_to_private_addresses": True})
    return Hooks(chain, receiver)


@pytest.fixture
async def iris(app: Litestar, chain: House) -> Browser:
    """Iris of headquarters, signed in."""
    return await visit(app, chain, IRIS)


@pytest.mark.parametrize(("method", "path", "form", "statuses"), ASKED, ids=[f"{row[0]} {row[1]}" for row in ASKED])
async def test_nobody_but_headquarters_learns_or_changes_anything(
    app: Litestar, chain: House, hooks: Hooks, method: str, path: str, form: dict[str, Any], statuses: list[int]
) -> None:
    answered: dict[str, int] = {}
    for name, browser in (await visitors(app, chain)).items():
        webhook_id = await hooks.add(name="Secret hook")
        await browser.get("/queue")  # who was just seen is not noted again
        before = await fingerprint(chain)
        answer = await ask(browser, method, path.format(webhook=webhook_id), form)
        answered[name] = answer.status_code
        assert name == "headquarters" or "Secret hook" not in answer.text
        assert name == "headquarters" or await fingerprint(chain) == before
    assert answered == dict(zip(VISITORS, statuses, strict=True))


async def ask(browser: Browser, method: str, path: str, form: dict[str, Any]) -> httpx.Response:
    return await (browser.get(path) if method == "GET" else browser.post(path, headers=HTMX, **form))


def test_every_address_is_asked(app: Litestar) -> None:
    served = {
        (method, re.sub(r"{\w+:\w+}", "{webhook}", route.path))
        for route in app.routes
        if isinstance(route, HTTPRoute) and route.path.startswith("/webhooks")
        for method in route.methods - {"OPTIONS"}
    }
    assert {(method, path) for method, path, *_ in ASKED} == served


async def test_only_headquarters_follows_them_live(chain: House) -> None:
    async with chain.sessions() as session:
        sees = {
            name: manages(Work(session, actor=person, clock=chain.clock, settings=chain.settings))
            for name, person in STAFF.items()
        }
    assert sees == {name: name == "headquarters" for name in STAFF}
    assert {fragment.may_see for fragment in (fragments.all_of_them, fragments.one)} == {manages}


async def test_what_is_pushed_is_what_the_page_shows(
    iris: Browser, chain: House, hooks: Hooks, connections: AsyncEngine
) -> None:
    webhook_id = await hooks.add("order.placed")
    renders = Renders(connections, FRAGMENTS, settings=chain.settings, clock=chain.clock)
    for topic, path in [("webhooks", "/webhooks"), (f"webhook:{webhook_id}", f"/webhooks/{webhook_id}")]:
        pushed = await renders.html(topic, "en")
        assert pushed in (await iris.get(path)).text
        assert FRAGMENTS.subject(topic) in subjects(WebhookChanged(webhook_id=webhook_id, version=2, what="failing"))
    async with chain.work(IRIS) as work:
        await actions.remove_webhook(work, webhook_id)
    with pytest.raises(NotFound):
        await renders.html(f"webhook:{webhook_id}", "en")


def subjects(event: WebhookChanged) -> set[Subject]:
    """What an event touches."""
    return {subject for each in FRAGMENTS.of_event(type(event)) for subject in each.subjects_of(event) or ()}


async def test_one_is_added_and_its_secret_shown_once(iris: Browser, chain: House) -> None:
    form = (await iris.get("/webhooks/new")).text
    webhook_id = found(r'name="id" value="([0-9a-f-]{36})"', form)
    first, again = [await iris.post("/webhooks", id=webhook_id, below="3", **HOOK) for _ in range(2)]
    assert (first.status_code, first.headers["cache-control"]) == (200, "no-store")
    secret = found(r"whsec_[A-Za-z0-9+/=]{44}", first.text)
    assert secret in again.text, "a form that is sent twice adds one"
    assert secret not in (await iris.get(f"/webhooks/{webhook_id}")).text
    (row,) = await chain.rows("SELECT name, url, types, below, made_by FROM webhooks")
    assert (row.name, row.url, sorted(row.types), row.below, row.made_by) == (
        HOOK["name"], HOOK["url"], sorted(HOOK["types"]), 3, "staff:6")  # fmt: skip
    assert "Shop site" in (await iris.get("/webhooks")).text


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"url": "http://shop.example/"}, "Enter an address like https://shop.example/hooks"),
        ({"url": "https://127.0.0.1/"}, "127.0.0.1 leads to a private address"),
        ({"url": "https://nowhere.invalid/"}, "The name nowhere.invalid is not known"),
        ({"types": []}, "Choose what it is told."),
        ({"types": ["order.eaten"]}, "Choose what it is told."),
        ({"below": "0"}, "The threshold is a number of units from 1 to"),
    ],
)
async def test_what_cannot_be_is_said_in_the_form_which_keeps_what_was_entered(
    iris: Browser, chain: House, hooks: Hooks, changes: dict[str, Any], complaint: str
) -> None:
    answer = await iris.post("/webhooks", **dict(HOOK, **changes, name="Entered name"))
    assert answer.status_code == 422
    assert complaint in answer.text
    assert 'value="Entered name"' in answer.text
    assert await chain.rows("SELECT id FROM webhooks") == []
    webhook_id = await hooks.add()
    answer = await iris.post(f"/webhooks/{webhook_id}", **dict(HOOK, **changes, name="Entered name"))
    assert answer.status_code == 422
    assert complaint in answer.text
    assert 'value="Entered name"' in answer.text
    assert await chain.value("SELECT name FROM webhooks") == "Shop site"


async def test_how_each_does_is_seen(iris: Browser, chain: House, hooks: Hooks) -> None:
    fails, paused, told = [await hooks.add("order.placed", name=name) for name in ("Fails", "Paused one", "Told")]
    async with chain.work(IRIS) as work:
        await actions.pause_webhook(work, paused)
    await Story.begin(chain, (BREAD, 1))
    hooks.receiver.answers = [Answer(503)]
    await hooks.deliver(fails)
    await hooks.deliver(told)
    page = text_of((await iris.get("/webhooks")).text)
    assert re.search(r"Fails .*? Failing \d+ events behind, since .*? It answered with 503", page)
    assert re.search(r"Paused one .*? Paused \d+ events behind, since", page)
    assert re.search(r"Told .*? Running Up to date", page)
    one = text_of((await iris.get(f"/webhooks/{fails}")).text)
    assert re.search(r"It answered with 503.*? It fails since .*? and is tried again Tue 24 Nov, \d\d:\d\d\.", one)
    hooks.receiver.answers = [Answer(410)]
    chain.wait(minutes=1)
    await hooks.deliver(fails)
    one = text_of((await iris.get(f"/webhooks/{fails}")).text)
    assert "Nothing is sent until you resume it. It answered with 410" in one


async def test_a_tap_shows_what_it_did(iris: Browser, chain: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add("order.placed")
    paused = await iris.post(f"/webhooks/{webhook_id}/pause", headers=HTMX)
    assert "Paused" in paused.text
    assert "Resume" in paused.text
    assert "<html" not in paused.text
    again = await iris.post(f"/webhooks/{webhook_id}/pause", headers=HTMX)
    assert (again.status_code, text_of(again.text)) == (
        409, "This is not possible now: the webhook is “Paused”.")  # fmt: skip
    assert "Running" in (await iris.post(f"/webhooks/{webhook_id}/resume", headers=HTMX)).text
    assert "On its way" in (await iris.post(f"/webhooks/{webhook_id}/test", headers=HTMX)).text
    assert (await iris.post(f"/webhooks/{webhook_id}/test")).status_code == 303, "without script"
    assert (await chain.events())[-2:] == ["WebhookTestAsked", "WebhookTestAsked"]


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ({"place": "beginning"}, 3),
        ({"place": "now"}, 0),
        ({"place": "moment", "moment": "2026-11-24T10:15"}, 1),
        ({"place": "moment", "moment": "2026-11-24T09:00:00"}, 3),
        ({"place": "position", "position": " 0:0 "}, 3),
    ],
)
async def test_all_is_told_anew_from_where_one_says(
    iris: Browser, chain: House, hooks: Hooks, form: dict[str, Any], numbers: int
) -> None:
    """At ten past ten in France two orders were there, and at half past another one."""
    for minutes in (0, 10, 20):
        chain.wait(minutes=minutes)
        await Story.begin(chain, (BREAD, 1))
    webhook_id = await hooks.add("order.placed")
    answer = await iris.post(f"/webhooks/{webhook_id}/replay", headers=HTMX, **form)
    assert answer.status_code == 200
    await hooks.deliver(webhook_id)
    assert len(hooks.receiver.taken) == numbers


@pytest.mark.parametrize(
    ("form", "status", "field"),
    [
        ({"place": "moment"}, 422, "moment"),
        ({"place": "moment", "moment": "yesterday"}, 422, "moment"),
        ({"place": "position"}, 422, "from"),
        ({"place": "position", "position": "99999999:1"}, 422, "from"),
        ({"place": "elsewhere"}, 400, ""),
        ({}, 400, ""),
    ],
)
async def test_places_that_there_are_not_change_nothing(
    iris: Browser, chain: House, hooks: Hooks, form: dict[str, Any], status: int, field: str
) -> None:
    webhook_id = await hooks.add("order.placed")
    before = await chain.rows("SELECT to_jsonb(webhooks) FROM webhooks")
    answer = await iris.post(f"/webhooks/{webhook_id}/replay", headers=HTMX, **form)
    assert answer.status_code == status
    assert not field or f'data-field="{field}"' in answer.text
    assert await chain.rows("SELECT to_jsonb(webhooks) FROM webhooks") == before


async def test_a_new_secret_is_shown_once_and_made_once(iris: Browser, hooks: Hooks) -> None:
    webhook_id = await hooks.add()
    secret_id = found(r'name="secret_id" value="([0-9a-f-]{36})"', (await iris.get(f"/webhooks/{webhook_id}")).text)
    first, again = [await iris.post(f"/webhooks/{webhook_id}/secret", secret_id=secret_id) for _ in range(2)]
    assert first.headers["cache-control"] == "no-store"
    secret = found(r"whsec_[A-Za-z0-9+/=]{44}", first.text)
    assert secret in again.text
    assert secret not in hooks.receiver.secrets
    page = (await iris.get(f"/webhooks/{webhook_id}")).text
    assert secret not in page
    assert "Signs along until Wed 25 Nov, 10:00" in text_of(page)


async def test_a_removed_one_is_gone(iris: Browser, chain: House, hooks: Hooks) -> None:
    webhook_id = await hooks.add()
    assert (await iris.post(f"/webhooks/{webhook_id}/remove")).headers["location"] == "/webhooks"
    assert (await iris.get(f"/webhooks/{webhook_id}")).status_code == 404
    assert "No system is told yet" in (await iris.get("/webhooks")).text
    assert await chain.value("SELECT state FROM webhooks") == "removed"


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '" onload="x', "é" * 100])
async def test_names_are_only_names(iris: Browser, name: str) -> None:
    await iris.post("/webhooks", **dict(HOOK, name=name))
    page = (await iris.get("/webhooks")).text
    assert "<script>alert" not in page
    assert '" onload="' not in page


def found(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    assert match, page
    return match[1] if match.groups() else match[0]


def text_of(page: str) -> str:
    """What a page says."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
