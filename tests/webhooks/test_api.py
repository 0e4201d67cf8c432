"""The shop site asks to be told, and is: through its door."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text

from comptoir.webhooks.ports import addresses
from tests.house import BREAD, House
from tests.sales.conftest import client, key_with
from tests.story import Story
from tests.webhooks.hooks import Hooks
from tests.webhooks.receiver import is_genuine

__all__ = ["client"]

HOOK = {"name": "Shop site", "url": "https://93.184.215.14/hooks", "types": ["order.placed", "availability.changed"]}
SCOPES = ("webhooks:write", "orders:read", "stock:read")


class Door:
    """A machine with a key, at the door of webhooks."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def ask(self, method: str, path: str = "", body: Any = None, *, key: object = "") -> httpx.Response:
        headers = {"Idempotency-Key": str(key or uuid4())}
        return await self.client.request(method, f"/api/webhooks{path}", json=body, headers=headers)

    async def create(self, *, key: object = "", **changes: Any) -> httpx.Response:
        return await self.ask("POST", "", {**HOOK, **changes}, key=key)

    async def created(self, **changes: Any) -> str:
        """The id of a new one."""
        answer = await self.create(**changes)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]


@pytest.fixture
async def door(house: House, client: httpx.AsyncClient) -> Door:
    client.headers["Authorization"] = f"Bearer {await key_with(house, *SCOPES)}"
    return Door(client)


async def test_who_asks_to_be_told_gets_the_secret_once(house: House, door: Door) -> None:
    answer = await door.create(below=3)
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    made = answer.json()
    secret = made.pop("secret")
    assert secret.startswith("whsec_")
    assert (made["name"], made["url"], made["state"]) == (HOOK["name"], HOOK["url"], "active")
    assert (sorted(made["types"]), made["channel"], made["below"]) == (sorted(HOOK["types"]), "web", 3)
    read = (await door.ask("GET", f"/{made['id']}")).json()
    assert read == made
    assert (await door.ask("GET")).json() == {"webhooks": [made]}
    tables = ("webhooks", "events", "commands")
    kept = "".join([str(await house.rows(f"SELECT to_jsonb({table}) FROM {table}")) for table in tables])
    assert secret.removeprefix("whsec_") not in kept


RECEIVED_HERE = text("UPDATE webhooks SET url = :url WHERE id = :id")


async def test_the_secret_verifies_what_comes(house: House, hooks: Hooks, door: Door) -> None:
    """Created, tried and replayed as a shop site would."""
    made = (await door.create()).json()
    hooks.receiver.secrets = [made["secret"]]
    changed = {"url": hooks.receiver.url, "id": UUID(made["id"])}
    async with house.work() as work:
        await work.execute(RECEIVED_HERE, changed)
    await Story.begin(house, (BREAD, 1))
    await hooks.deliver(UUID(made["id"]))
    assert "order.placed" in hooks.receiver.types
    rotated = (await door.ask("POST", f"/{made['id']}/secret")).json()
    assert rotated["old_secret_until"]
    answer = await door.ask("POST", f"/{made['id']}/replay", {"from": "beginning"})
    assert answer.json()["behind"] > 0
    hooks.receiver.forget()
    await hooks.deliver(UUID(made["id"]))
    heard = hooks.receiver.taken[0]
    assert is_genuine(made["secret"], heard.headers, heard.body)
    assert is_genuine(rotated["secret"], heard.headers, heard.body)
    assert (await door.ask("GET", f"/{made['id']}")).json()["behind"] == 0


async def test_the_same_command_again_gives_the_same_answer(house: House, door: Door) -> None:
    key = uuid4()
    first, again = await door.create(key=key), await door.create(key=key)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert await house.value("SELECT count(*) FROM webhooks") == 1
    other = await door.create(key=key, name="Another")
    assert (other.status_code, other.json()["type"][-22:]) == (422, "idempotency-key-reused")
    path, key = f"/{first.json()['id']}/secret", uuid4()
    first, again = await door.ask("POST", path, key=key), await door.ask("POST", path, key=key)
    assert (first.status_code, first.json()["secret"]) == (200, again.json()["secret"])


async def test_another_s_key_is_another_command(house: House, door: Door) -> None:
    key = uuid4()
    await door.create(key=key)
    door.client.headers["Authorization"] = f"Bearer {await key_with(house, *SCOPES)}"
    assert (await door.create(key=key)).status_code == 201
    assert await house.value("SELECT count(*) FROM webhooks") == 2


@pytest.mark.parametrize(
    ("changes", "status", "field"),
    [
        ({"url": "http://shop.example/hooks"}, 422, "url"),
        ({"url": "https://user:secret@shop.example/"}, 422, "url"),
        ({"url": "https://127.0.0.1/"}, 422, "url"),
        ({"url": "https://169.254.169.254/latest/meta-data"}, 422, "url"),
        ({"url": "https://[::ffff:10.0.0.1]/"}, 422, "url"),
        ({"url": "https://localhost/"}, 422, "url"),
        ({"url": "https://nowhere.invalid/"}, 422, "url"),
        ({"url": "https://xn--a/"}, 422, "url"),
        ({"url": "https://999.0.0.1/"}, 422, "url"),
        ({"url": "https://[:]/"}, 422, "url"),
        ({"url": "https://" + "a" * 300 + "/"}, 422, "url"),
        ({"url": "gopher://shop.example/"}, 400, "url"),
        ({"types": []}, 400, "types"),
        ({"types": ["order.eaten"]}, 400, "types[0]"),
        ({"below": 0}, 400, "below"),
        ({"name": " "}, 400, "name"),
        ({"channel": "phone"}, 400, "channel"),
    ],
)
async def test_what_cannot_be_is_refused_at_its_field(
    house: House, door: Door, changes: dict[str, Any], status: int, field: str
) -> None:
    answer = await door.create(**changes)
    assert (answer.status_code, answer.json().get("field")) == (status, field), answer.text
    webhook_id = await door.created()
    before = await house.rows("SELECT to_jsonb(webhooks) FROM webhooks")
    answer = await door.ask("PUT", f"/{webhook_id}", {**HOOK, **changes})
    assert (answer.status_code, answer.json().get("field")) == (status, field), answer.text
    assert await house.rows("SELECT to_jsonb(webhooks) FROM webhooks") == before


async def test_a_name_that_leads_to_us_is_refused(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    async def lead(host: str, *_: Any, **__: Any) -> list[str]:
        raise addresses.PrivateAddress(field="url", host=host)

    monkeypatch.setattr("comptoir.webhooks.ports.post.addresses_of", lead)
    answer = await door.create(url="https://shop.example/")
    assert answer.status_code == 422
    assert answer.json()["title"] == "shop.example leads to a private address, where nothing is sent."


async def test_it_is_changed_paused_resumed_and_removed(house: House, door: Door) -> None:
    webhook_id = await door.created()
    changed = (await door.ask("PUT", f"/{webhook_id}", {**HOOK, "types": ["order.cancelled"], "below": 9})).json()
    assert (changed["types"], changed["below"], changed["version"]) == (["order.cancelled"], 9, 2)
    assert (await door.ask("POST", f"/{webhook_id}/pause")).json()["state"] == "paused"
    assert (await door.ask("POST", f"/{webhook_id}/pause")).status_code == 409
    assert (await door.ask("POST", f"/{webhook_id}/resume")).json()["state"] == "active"
    assert (await door.ask("POST", f"/{webhook_id}/resume")).status_code == 409
    removed = await door.ask("DELETE", f"/{webhook_id}")
    assert (removed.status_code, removed.content) == (204, b"")
    for method, path in [("GET", ""), ("DELETE", ""), ("POST", "/pause"), ("POST", "/secret"), ("POST", "/test")]:
        assert (await door.ask(method, f"/{webhook_id}{path}")).status_code == 404
    assert (await door.ask("GET")).json() == {"webhooks": []}
    assert await house.value("SELECT count(*) FROM webhooks") == 1, "until what it was told is forgotten"


async def test_a_test_is_under_way_under_its_id(house: House, door: Door) -> None:
    webhook_id, key = await door.created(), uuid4()
    answer = await door.ask("POST", f"/{webhook_id}/test", key=key)
    assert answer.status_code == 202
    assert answer.json() == (await door.ask("POST", f"/{webhook_id}/test", key=key)).json()
    asked = await house.rows("SELECT data ->> 'test_id' AS id FROM events WHERE name = 'WebhookTestAsked'")
    assert [f"ping_{row.id}" for row in asked] == [answer.json()["message_id"]]


@pytest.mark.parametrize(
    "place", ["beginning", "now", "0:0", "2026-11-24T09:00:00Z", "2026-11-24T10:00:00+01:00", "2026-11-24", "20261124"]
)
async def test_places_to_tell_anew_from(door: Door, place: str) -> None:
    webhook_id = await door.created()
    answer = await door.ask("POST", f"/{webhook_id}/replay", {"from": place})
    assert answer.status_code == 200, answer.text
    again = await door.ask("POST", f"/{webhook_id}/replay", {"from": answer.json()["position"]})
    assert again.json()["position"] == answer.json()["position"]


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("", 400),
        ("yesterday", 422),
        ("0", 422),
        ("-1:0", 422),
        ("1:2:3", 422),
        ("99999999:1", 422),
        (f"{10**18}:{10**19 - 1}", 422),
        ("9" * 39, 422),
        ("0001-01-01T00:00:00+14:00", 422),
        ("9999-12-31T23:59:59-14:00", 422),
        ("2026-13-01", 422),
        ("<script>", 400),
    ],
)
async def test_places_that_there_are_not(house: House, door: Door, place: str, status: int) -> None:
    webhook_id = await door.created()
    before = await house.rows("SELECT to_jsonb(webhooks) FROM webhooks")
    answer = await door.ask("POST", f"/{webhook_id}/replay", {"from": place})
    assert (answer.status_code, answer.json()["field"]) == (status, "from")
    assert await house.rows("SELECT to_jsonb(webhooks) FROM webhooks") == before


async def test_it_says_how_far_behind_it_is_and_since_when(house: House, door: Door) -> None:
    webhook_id = await door.created()
    since = house.clock.now()
    await Story.begin(house, (BREAD, 1))
    house.wait(minutes=5)
    await Story.begin(house, (BREAD, 1))
    read = (await door.ask("GET", f"/{webhook_id}")).json()
    assert read["behind"] == await house.value("SELECT count(*) FROM events")
    assert read["behind_since"] == since.isoformat().replace("+00:00", "Z")
