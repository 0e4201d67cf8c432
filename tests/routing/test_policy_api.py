"""Machines read, draft, change and publish policies through their door, and nobody else does."""

import json
import re
from typing import Any
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from comptoir.routing.queries.policies import as_document
from comptoir.routing.rules.policy import document_schema
from comptoir.routing.rules.standard import STANDARD
from tests.fulfilment.visitors import STAFF, bearing
from tests.house import House
from tests.identity.conftest import Browser, app, chain, tablet_of
from tests.identity.test_endpoints import visit
from tests.sales.conftest import client, key_with

__all__ = ["app", "chain", "client"]

SCOPES = ("policies:read", "policies:write", "policies:publish")
WRITTEN = json.loads(json.dumps(as_document(STANDARD)))


class Door:
    """A machine with a key, at the door of policies."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def ask(self, method: str, path: str = "", body: Any = None, *, key: object = "") -> httpx.Response:
        headers = {"Idempotency-Key": str(key or uuid4())}
        return await self.client.request(method, f"/api/routing/policies{path}", json=body, headers=headers)

    async def drafted(self, **changes: Any) -> dict[str, Any]:
        answer = await self.ask("POST", "", {"name": "Summer", "document": WRITTEN | changes})
        assert answer.status_code == 201, answer.text
        return answer.json()


@pytest.fixture
async def door(house: House, client: httpx.AsyncClient) -> Door:
    client.headers["Authorization"] = f"Bearer {await key_with(house, *SCOPES)}"
    return Door(client)


async def test_a_draft_is_made_changed_and_published(house: House, door: Door) -> None:
    made = await door.drafted()
    assert (made["version"], made["state"], made["name"], made["document"]) == (2, "draft", "Summer", WRITTEN)
    changed = await door.ask("PUT", "/2", {**CHANGE, "revision": made["revision"]})
    assert (changed.status_code, changed.json()["name"]) == (200, "Autumn")
    published = await door.ask("POST", "/2/publish", {"revision": changed.json()["revision"]})
    assert (published.status_code, published.json()["state"]) == (200, "published")
    listed = (await door.ask("GET")).json()["policies"]
    assert [(each["version"], each["state"]) for each in listed] == [(2, "published"), (1, "retired")]
    assert "document" not in listed[0]
    assert (await house.events())[-3:] == ["PolicyChanged", "PolicyChanged", "PolicyPublished"]


async def test_a_draft_is_deleted_and_its_number_is_not_used_again(house: House, door: Door) -> None:
    made = await door.drafted()
    assert (await door.ask("DELETE", f"/2?revision={made['revision']}")).status_code == 204
    for method, path, body in (("GET", "/2", None), ("PUT", "/2", {**CHANGE, "revision": made["revision"]})):
        assert (await door.ask(method, path, body)).status_code == 404
    assert [each["version"] for each in (await door.ask("GET")).json()["policies"]] == [1]
    assert (await house.events())[-1] == "PolicyDeleted"
    assert (await door.drafted())["version"] == 3


async def test_only_the_draft_that_was_read_is_deleted(door: Door) -> None:
    made, standing = await door.drafted(), (await door.ask("GET", "/1")).json()
    await door.ask("PUT", "/2", {**CHANGE, "revision": made["revision"]})
    for read, why in ((made, "draft-moved-on"), (standing, "no-draft")):
        refused = await door.ask("DELETE", f"/{read['version']}?revision={read['revision']}")
        assert (refused.status_code, refused.json()["type"].rsplit("/")[-1]) == (409, why)
    assert (await door.ask("DELETE", "/2")).status_code == 400
    assert len((await door.ask("GET")).json()["policies"]) == 2


CHANGE = {"name": "Autumn", "document": {"rules": WRITTEN["rules"][1:]}}


async def test_what_another_changed_meanwhile_is_not_written_over(door: Door) -> None:
    made = await door.drafted()
    await door.ask("PUT", "/2", {**CHANGE, "revision": made["revision"]})
    for method, path, body in (("PUT", "/2", CHANGE), ("POST", "/2/publish", {})):
        late = await door.ask(method, path, {**body, "revision": made["revision"]})
        assert (late.status_code, late.json()["type"].rsplit("/")[-1]) == (409, "draft-moved-on")
    assert (await door.ask("GET", "/2")).json()["name"] == "Autumn"


async def test_what_is_published_stays_as_it_is(door: Door) -> None:
    standing = (await door.ask("GET", "/1")).json()
    for method, path, body in (("PUT", "/1", CHANGE), ("POST", "/1/publish", {})):
        refused = await door.ask(method, path, {**body, "revision": standing["revision"]})
        assert (refused.status_code, refused.json()["type"].rsplit("/")[-1]) == (409, "no-draft")
    assert (await door.ask("GET", "/1")).json() == standing


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({"rules": []}, "document.rules"),
        ({"rules": [{"name": "a", "strategies": []}]}, "document.rules.0.strategies"),
        ({"rules": [{"name": "a\n", "strategies": []}]}, "document.rules.0.name"),
        ({"rules": [{"name": "a\0", "strategies": []}]}, "document.rules.0.name"),
        ({"rules": 3}, "document.rules"),
        ({"rules": [], "colour": "red"}, "document"),
        ({}, "document"),
    ],
)
async def test_what_is_no_policy_is_refused_with_its_place(house: House, door: Door, document: Any, field: str) -> None:
    refused = await door.ask("POST", "", {"name": "Bad", "document": document})
    assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert refused.headers["content-type"] == "application/problem+json"
    assert await house.value("SELECT count(*) FROM routing_policies") == 1


async def test_the_same_command_again_makes_one_draft(house: House, door: Door) -> None:
    key, body = uuid4(), {"name": "Summer", "document": WRITTEN}
    first, again = await door.ask("POST", "", body, key=key), await door.ask("POST", "", body, key=key)
    assert first.json() == again.json()
    assert await house.value("SELECT count(*) FROM routing_policies") == 2


async def test_the_schema_is_there_to_be_read(door: Door) -> None:
    answer = await door.client.get("/api/routing/policy-schema")
    assert (answer.status_code, answer.json()) == (200, json.loads(json.dumps(document_schema())))
    assert "version" not in answer.json()["$defs"]["Policy"]["required"]


SCHEMA, ALL, ONE = "/api/routing/policy-schema", "/api/routing/policies", "/api/routing/policies/{version}"
ASKED: list[tuple[str, str, Any, str, int]] = [
    ("GET", SCHEMA, None, "policies:read", 200),
    ("GET", ALL, None, "policies:read", 200),
    ("GET", ONE, None, "policies:read", 200),
    ("POST", ALL, {"name": "Spy", "document": WRITTEN}, "policies:write", 201),
    ("PUT", ONE, {**CHANGE, "revision": "0" * 16}, "policies:write", 409),
    ("DELETE", f"{ONE}?revision={'0' * 16}", None, "policies:write", 409),
    ("POST", f"{ONE}/publish", {"revision": "0" * 16}, "policies:publish", 409),
]


@pytest.mark.parametrize(("method", "path", "body", "scope", "status"), ASKED)
async def test_every_door_opens_for_who_may_alone(
    app: Litestar, chain: House, method: str, path: str, body: Any, scope: str, status: int
) -> None:
    others = [each for each in (*SCOPES, "orders:read", "stock:read") if each != scope]
    visitors = {
        "nobody": (Browser(app), 401),
        "tablet": (await tablet_of(app, chain), 401),
        "another key": (bearing(app, await key_with(chain, *others)), 403),
        "a key that may": (bearing(app, await key_with(chain, scope)), status),
        **{name: (await visit(app, chain, person), _for_staff(name, scope, status)) for name, person in STAFF.items()},
    }
    for name, (browser, expected) in visitors.items():
        headers = {"Idempotency-Key": str(uuid4())}
        answer = await browser.client.request(method, path.format(version=1), json=body, headers=headers)
        assert answer.status_code == expected, (name, answer.text)


def _for_staff(name: str, scope: str, status: int) -> int:
    reads = scope == "policies:read" and name.startswith("manager")
    return status if name == "headquarters" or reads else 403


def test_every_address_is_asked(app: Litestar) -> None:
    served = {
        (method, re.sub(r"{(\w+):\w+}", r"{\1}", route.path))
        for route in app.routes
        if isinstance(route, HTTPRoute) and route.path.startswith("/api/routing/polic")
        for method in route.methods - {"OPTIONS"}
    }
    assert {(method, path.split("?")[0]) for method, path, *_ in ASKED} == served
