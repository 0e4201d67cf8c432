"""The system of a warehouse at Corbas: it knows the API, and what it wrote down of the work, and nothing else."""

from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import text

from tests.house import BREAD, CHEESE, House, staff
from tests.sales.conftest import key_with

CORBAS, SECLIN = 11, 12
SCOPES = ("work:read", "work:write", "webhooks:write")
OMAR = staff(21, "Omar", "preparer", CORBAS)
"""Somebody who prepares there, too."""

HIRE = (
    "INSERT INTO staff (id, name, role) OVERRIDING SYSTEM VALUE VALUES (21, 'Omar', 'preparer') ON CONFLICT DO NOTHING"
)
OPEN = """INSERT INTO locations (id, code, name, kind, town, latitude, longitude, hours, services)
    SELECT :id, :code, :name, 'warehouse', :name, latitude, longitude, hours, '["ship", "transfer", "collect"]'
    FROM locations WHERE id = 1 ON CONFLICT DO NOTHING"""


async def open_warehouses(house: House) -> None:
    """Corbas has bread and cheese, Seclin nothing."""
    async with house.work() as work:
        for location_id, code, name in ((CORBAS, "CORBAS", "Corbas"), (SECLIN, "SECLIN", "Seclin")):
            await work.execute(text(OPEN), {"id": location_id, "code": code, "name": name})
        await work.execute(text(HIRE))
    for variant in (BREAD, CHEESE):
        await house.deliver(variant, 50, location=CORBAS)


class Wms:
    """One with a key; each command has an idempotency key of its own."""

    def __init__(self, client: httpx.AsyncClient, key: str) -> None:
        self.client, self.headers = client, {"Authorization": f"Bearer {key}"}
        self.position: str | None = None
        self.work: dict[str, dict[str, Any]] = {}
        """What it knows, by id."""

    @classmethod
    async def at(cls, house: House, client: httpx.AsyncClient, *locations: int, scopes: Any = SCOPES) -> "Wms":
        return cls(client, await key_with(house, *scopes, at=locations, name="WMS Corbas"))

    async def get(self, path: str, **parameters: Any) -> httpx.Response:
        return await self.client.get(f"/api{path}", params=parameters, headers=self.headers)

    async def post(self, path: str, *, key: object = None, **body: Any) -> httpx.Response:
        headers = {**self.headers, "Idempotency-Key": str(key or uuid4())}
        return await self.client.post(f"/api{path}", json=body, headers=headers)

    async def do(self, preparation_id: object, verb: str, **body: Any) -> dict[str, Any]:
        """A command on a piece of work that is not refused."""
        return taken(await self.post(f"/preparations/{preparation_id}/{verb}", **body))

    async def move(self, transfer_id: object, verb: str, **body: Any) -> dict[str, Any]:
        """A command on a transfer that is not refused."""
        return taken(await self.post(f"/transfers/{transfer_id}/{verb}", **body))

    async def poll(self, **wanted: Any) -> list[str]:
        """What changed since it asked last, page by page. The ids."""
        since, after, seen = self.position, None, list[str]()
        while True:
            asked = {"since": since, "after": after, "limit": 2, **wanted}
            page = taken(await self.get("/preparations", **{name: it for name, it in asked.items() if it is not None}))
            self.work |= {each["id"]: each for each in page["preparations"]}
            seen += [each["id"] for each in page["preparations"]]
            self.position, after = page["position"], page["next"]
            if after is None:
                return seen


def taken(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    return answer.json()


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and type of a refusal."""
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == answer.status_code
    return told["status"], told["type"].rsplit("/", 1)[-1].removeprefix("urn:comptoir:")
