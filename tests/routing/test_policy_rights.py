"""Every address of the screens of policies, asked by everybody: managers read, headquarters write."""

import re
from typing import Any

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from comptoir.routing.actions import draft_policy
from comptoir.routing.queries.policies import as_document
from comptoir.routing.rules.standard import STANDARD
from tests.fulfilment.visitors import VISITORS, visitors
from tests.house import IRIS, House
from tests.identity.conftest import app, chain

__all__ = ["app", "chain"]

ONE = "/routing/policies/{version}"
WRITERS = frozenset({"headquarters"})
READERS = WRITERS | {"manager", "manager elsewhere"}
ASKED: list[tuple[str, str, dict[str, Any], frozenset[str], int]] = [
    ("GET", "/routing/policies", {}, READERS, 200),
    ("POST", "/routing/policies", {"version": "1"}, WRITERS, 303),
    ("GET", ONE, {}, READERS, 200),
    ("POST", f"{ONE}/name", {"name": "Spy"}, WRITERS, 303),
    ("GET", f"{ONE}/compare", {}, READERS, 200),
    ("GET", f"{ONE}/publish", {}, WRITERS, 200),
    ("POST", f"{ONE}/publish", {"revision": "0" * 16}, WRITERS, 409),
    ("POST", f"{ONE}/delete", {"revision": "0" * 16}, WRITERS, 409),
    ("GET", f"{ONE}/history", {}, READERS, 200),
    ("GET", f"{ONE}/document", {}, READERS, 200),
    ("GET", f"{ONE}/json", {}, WRITERS, 200),
    ("POST", f"{ONE}/json", {"text": "{}"}, WRITERS, 409),
    ("GET", f"{ONE}/rules/new", {}, WRITERS, 200),
    ("POST", f"{ONE}/rules", {}, WRITERS, 422),
    ("GET", f"{ONE}/rules/{{n}}", {}, WRITERS, 200),
    ("POST", f"{ONE}/rules/{{n}}", {}, WRITERS, 409),
    ("POST", f"{ONE}/rules/move", {"name": "Pickup", "by": "-1"}, WRITERS, 303),
    ("POST", f"{ONE}/rules/remove", {}, WRITERS, 409),
    ("GET", f"{ONE}/strategies/{{n}}/{{m}}", {}, WRITERS, 200),
    ("POST", f"{ONE}/strategies/{{n}}/{{m}}", {}, WRITERS, 409),
    ("POST", f"{ONE}/strategies/copy", {"rule": "Pickup", "name": "From one place"}, WRITERS, 303),
    ("POST", f"{ONE}/strategies/move", {"rule": "Delivery", "name": "In up to three parcels"}, WRITERS, 303),
    ("POST", f"{ONE}/strategies/remove", {}, WRITERS, 409),
    ("GET", f"{ONE}/tariffs/new", {}, WRITERS, 200),
    ("POST", f"{ONE}/tariffs", {}, WRITERS, 422),
    ("GET", f"{ONE}/tariffs/{{n}}", {}, WRITERS, 200),
    ("POST", f"{ONE}/tariffs/change", {}, WRITERS, 409),
    ("POST", f"{ONE}/tariffs/remove", {}, WRITERS, 409),
    ("GET", f"{ONE}/tariffs/leg", {}, WRITERS, 200),
    ("POST", f"{ONE}/tariffs/leg", {}, WRITERS, 422),
    ("GET", f"{ONE}/putting-back", {}, WRITERS, 200),
    ("POST", f"{ONE}/putting-back", {}, WRITERS, 422),
    ("GET", f"{ONE}/trial", {}, READERS, 200),
    ("POST", f"{ONE}/trial", {"days": "7"}, WRITERS, 303),
]
ALL = "SELECT to_jsonb(routing_policies) FROM routing_policies ORDER BY version"
STRANGERS = frozenset({"nobody", "tablet", "customer"})


@pytest.mark.parametrize(("method", "path", "form", "who", "status"), ASKED)
async def test_each_is_answered_to_who_may_alone(
    app: Litestar, chain: House, method: str, path: str, form: dict[str, Any], who: frozenset[str], status: int
) -> None:
    async with chain.work(IRIS) as work:
        await draft_policy(work, name="Summer", document=as_document(STANDARD))
    browsers = await visitors(app, chain)
    for name in sorted(VISITORS, key=who.__contains__):  # who may comes last: it may change something
        before = await chain.rows(ALL)
        answer = await browsers[name].client.request(method, path.format(version=2, n=0, m=0), data=form or None)
        expected = status if name in who else 303 if name in STRANGERS else 403
        assert answer.status_code == expected, (name, answer.text)
        if name not in who:
            assert "Summer" not in answer.text
            assert (
                await chain.rows("SELECT to_jsonb(routing_policies) FROM routing_policies ORDER BY version") == before
            )


@pytest.mark.parametrize(("method", "path", "form", "who", "status"), ASKED)
async def test_what_is_not_there_is_not_found(
    app: Litestar, chain: House, method: str, path: str, form: dict[str, Any], who: frozenset[str], status: int
) -> None:
    if "{version}" in path:
        iris = (await visitors(app, chain))["headquarters"]
        answer = await iris.client.request(method, path.format(version=99, n=99, m=99), data=form or None)
        assert answer.status_code == 404


def test_every_address_is_asked(app: Litestar) -> None:
    served = {
        (method, re.sub(r"{(\w+):\w+}", r"{\1}", route.path))
        for route in app.routes
        if isinstance(route, HTTPRoute) and route.path.startswith("/routing/policies")
        for method in route.methods - {"OPTIONS"}
    }
    assert {(method, path) for method, path, *_ in ASKED} == served
