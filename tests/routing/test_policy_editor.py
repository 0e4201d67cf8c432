"""The editor of a draft: what is changed in a form is what the draft says, and what is wrong changes nothing."""

import json
from typing import Any

import httpx
import pytest

from comptoir.routing.queries.policies import as_document, as_policy
from comptoir.routing.rules import Capacity, Online, Policy
from comptoir.routing.rules.standard import STANDARD
from tests.fulfilment.visitors import HTMX
from tests.house import House
from tests.identity.conftest import Browser, app, chain
from tests.routing.forms import Sent
from tests.stock.screens import iris, said

__all__ = ["app", "chain", "iris"]

DRAFT = "/routing/policies/2"


@pytest.fixture(autouse=True)
async def draft(iris: Browser) -> None:
    """A draft of what is published."""
    await iris.post("/routing/policies", version="1")


async def policy(house: House) -> Policy:
    """What the draft says."""
    return as_policy(1, await house.value("SELECT document FROM routing_policies WHERE version = 2"))


async def opened(browser: Browser, path: str) -> dict[str, list[str]]:
    """A form, as the browser would send it."""
    answer = await browser.get(f"{DRAFT}{path}")
    assert answer.status_code == 200
    fields: dict[str, list[str]] = {}
    for name, text in Sent(answer.text).pairs:
        fields.setdefault(name, []).append(text)
    return fields


async def send(browser: Browser, path: str, fields: dict[str, list[str]], **changes: Any) -> httpx.Response:
    """Send a form, with changes whose names have two underscores for a dot."""
    changed = {name.replace("__", "."): value for name, value in changes.items()}
    return await browser.client.post(f"{DRAFT}{path}", data=fields | changed)


FORMS = {
    "/rules/0": "/rules/0",
    "/strategies/0/1": "/strategies/0/1",
    "/tariffs/2": "/tariffs/change",
    "/tariffs/leg": "/tariffs/leg",
    "/putting-back": "/putting-back",
}


@pytest.mark.parametrize("path", FORMS)
async def test_what_is_saved_untouched_stays_as_it_is(iris: Browser, chain: House, path: str) -> None:
    answer = await send(iris, path.replace("tariffs/2", "tariffs/change"), await opened(iris, path))
    assert (answer.status_code, answer.headers["location"]) == (303, DRAFT)
    assert await policy(chain) == STANDARD
    assert (await chain.events()).count("PolicyChanged") == 1


async def test_a_rule_is_changed(iris: Browser, chain: House) -> None:
    form = await opened(iris, "/rules/1")
    await send(iris, "/rules/1", form, name="Gifts", when__channels="web", when__tags="gift", waiting__hours="3")
    rule = (await policy(chain)).rules[1]
    assert (rule.name, rule.when.channels, rule.when.tags, rule.waiting.hours) == ("Gifts", ("web",), ("gift",), 3)
    assert rule.strategies == STANDARD.rules[1].strategies


async def test_a_strategy_is_changed(iris: Browser, chain: House) -> None:
    form = await opened(iris, "/strategies/1/0")
    changes: Any = {"filters.on": ["online", "capacity"], "criteria.parcel.each": "3.50", "filters.capacity.spare": "2"}
    answer = await iris.client.post(f"{DRAFT}/strategies/1/0", data=form | changes)
    assert answer.status_code == 303
    strategy = (await policy(chain)).rules[1].strategies[0]
    assert strategy.filters == (Online(), Capacity(spare=2))
    page = said((await iris.get(DRAFT)).text)
    assert "A further parcel costs €3.50." in page
    assert "It can take one more preparation today, and still 2 for others." in page


async def test_a_rule_is_added_before_the_others(iris: Browser, chain: House) -> None:
    form = await opened(iris, "/rules/new")
    answer = await send(iris, "/rules", form, name="Gifts", when__tags="gift", like="Delivery")
    assert answer.status_code == 303
    rules = (await policy(chain)).rules
    assert [rule.name for rule in rules] == ["Gifts", "Pickup", "Delivery"]
    assert rules[0].strategies == STANDARD.rules[1].strategies


async def test_a_rule_for_all_orders_cannot_come_first(iris: Browser, chain: House) -> None:
    answer = await send(iris, "/rules", await opened(iris, "/rules/new"), name="Gifts")
    assert answer.status_code == 422
    assert "The rule “Pickup” is never reached, because an earlier one is for all orders." in answer.text
    assert 'value="Gifts"' in answer.text
    assert await policy(chain) == STANDARD


async def test_tariffs_come_and_go(iris: Browser, chain: House) -> None:
    form = await opened(iris, "/tariffs/new")
    await send(iris, "/tariffs", form, name="Swiss", countries="CH", up_to_km="50", base="9.90")
    zone = (await policy(chain)).carriage.zones[3]
    assert (zone.name, zone.base, zone.up_to_km, zone.countries) == ("Swiss", 990, 50, ("CH",))
    form = await opened(iris, "/tariffs/3")
    gone: Any = {name: form[name] for name in ("meant.name", "meant.mark")}
    await iris.client.post(f"{DRAFT}/tariffs/remove", data=gone)
    assert await policy(chain) == STANDARD


async def test_two_tariffs_for_the_same_customers_are_refused(iris: Browser, chain: House) -> None:
    form = await opened(iris, "/tariffs/new")
    answer = await send(iris, "/tariffs", form, name="Near 2", countries="FR", up_to_km="100")
    assert answer.status_code == 422
    assert 'id="f-up_to_km-about">The zones “Near 2” and “Near” are for the same customers' in answer.text
    assert await policy(chain) == STANDARD


@pytest.mark.parametrize(
    ("path", "field", "text", "told"),
    [
        ("/rules/0", "waiting.hours", "many", "Enter a whole number from 0 to 8760."),
        ("/rules/0", "when.most_value", "-2", "Enter an amount from 0 to 10000000, like 2.50."),
        ("/rules/0", "name", "Delivery", "“Delivery” occurs twice."),
        ("/strategies/0/0", "criteria.parcel.each", "much", "Enter an amount from 0 to 10000, like 2.50."),
        ("/strategies/0/0", "name", "From up to three", "“From up to three” occurs twice."),
        ("/tariffs/leg", "base", "", "Enter an amount from 0 to 10000, like 2.50."),
        ("/putting-back", "per_unit", "much", "Enter an amount from 0 to 10000, like 2.50."),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field_and_stays_typed(
    iris: Browser, chain: House, path: str, field: str, text: str, told: str
) -> None:
    answer = await iris.client.post(f"{DRAFT}{path}", data=await opened(iris, path) | {field: text})
    assert answer.status_code == 422
    assert f'id="f-{field.replace(".", "-")}-about">{told}' in answer.text
    assert dict(Sent(answer.text).pairs)[field] == text
    assert await policy(chain) == STANDARD


async def test_a_span_that_ends_before_it_begins_is_said_at_its_end(iris: Browser) -> None:
    form = await opened(iris, "/rules/0")
    answer = await send(iris, "/rules/0", form, when__least_value="10", when__most_value="9")
    assert 'id="f-when-most_value-about">No order can match this' in answer.text


async def test_an_empty_list_is_said_at_the_list(iris: Browser) -> None:
    answer = await send(iris, "/strategies/0/0", await opened(iris, "/strategies/0/0"), by="list")
    assert 'id="f-ranking-locations-about">The list names no location.' in answer.text


async def test_two_who_save_the_same_rule_are_told(iris: Browser, chain: House) -> None:
    mine, yours = await opened(iris, "/rules/0"), await opened(iris, "/rules/0")
    await send(iris, "/rules/0", yours, waiting__hours="5")
    late = await send(iris, "/rules/0", mine, waiting__hours="7")
    assert late.status_code == 409
    assert "“Pickup” was changed meanwhile." in late.text
    assert "What cannot be served waits 5 hours" in said(late.text)
    fields = dict(Sent(late.text).pairs)
    assert fields["waiting.hours"] == "7"
    assert (await policy(chain)).rules[0].waiting.hours == 5
    await iris.client.post(f"{DRAFT}/rules/0", data=fields)
    assert (await policy(chain)).rules[0].waiting.hours == 7


async def test_rules_and_strategies_move_by_buttons(iris: Browser, chain: House) -> None:
    refused = await iris.post(f"{DRAFT}/rules/move", headers=HTMX, name="Delivery", by="-1")
    assert (refused.status_code, "“Pickup” is never reached" in refused.text) == (422, True)
    answer = await iris.post(f"{DRAFT}/strategies/move", headers=HTMX, rule="Pickup", name="From one place", by="1")
    assert 'id="policy"' in answer.text
    first, second = (await policy(chain)).rules[0].strategies
    assert (first.name, second.name) == ("From up to three", "From one place")


async def test_the_last_strategy_cannot_be_removed(iris: Browser, chain: House) -> None:
    form = await opened(iris, "/strategies/1/0")
    meant: Any = {name: form[name] for name in ("rule", "meant.name", "meant.mark")}
    refused = await iris.client.post(f"{DRAFT}/strategies/remove", data=meant, headers=HTMX)
    assert (refused.status_code, "needs at least one strategy" in refused.text) == (422, True)
    assert await policy(chain) == STANDARD


async def test_a_draft_is_renamed(iris: Browser) -> None:
    await iris.post(f"{DRAFT}/name", name="Summer sale")
    assert "Summer sale" in (await iris.get("/routing/policies")).text


async def test_a_draft_is_written_as_json(iris: Browser, chain: House) -> None:
    document = as_document(STANDARD) | {"rules": as_document(STANDARD)["rules"][1:]}
    form = await opened(iris, "/json")
    assert json.loads(form["text"][0]) == json.loads(json.dumps(as_document(STANDARD)))
    answer = await iris.client.post(f"{DRAFT}/json", data=form | {"text": json.dumps(document)})
    assert answer.status_code == 303
    assert [rule.name for rule in (await policy(chain)).rules] == ["Delivery"]
    late = await iris.client.post(f"{DRAFT}/json", data=form)
    assert (late.status_code, "Somebody changed this draft" in late.text) == (409, True)


async def test_a_file_is_loaded_in_place_of_the_text(iris: Browser, chain: House) -> None:
    taken = await iris.get("/routing/policies/1/document")
    assert taken.headers["content-disposition"] == 'attachment; filename="policy-1.json"'
    content = b"\xef\xbb\xbf" + taken.content.replace(b'"Pickup"', b'"Retrait"')
    form: Any = {"revision": (await opened(iris, "/json"))["revision"][0], "text": "{"}
    answer = await iris.client.post(f"{DRAFT}/json", data=form, files={"file": ("p.json", content, "application/json")})
    assert answer.status_code == 303
    assert (await policy(chain)).rules[0].name == "Retrait"


@pytest.mark.parametrize(
    ("text", "place"), [("{", ""), ("[]", ""), ('{"rules": []}', "rules"), ('{"rules": [{"name": 1}]}', "rules.0.name")]
)
async def test_what_is_no_policy_is_said_and_stays_typed(iris: Browser, chain: House, text: str, place: str) -> None:
    form = await opened(iris, "/json")
    answer = await iris.client.post(f"{DRAFT}/json", data=form | {"text": text})
    assert answer.status_code == 422
    assert dict(Sent(answer.text).pairs)["text"].strip() == text
    assert not place or f"<code>{place}</code>" in answer.text
    assert await policy(chain) == STANDARD


async def test_what_is_published_takes_effect_and_cannot_be_changed(iris: Browser, chain: House) -> None:
    form, page = await opened(iris, "/rules/0"), await opened(iris, "/publish")
    await send(iris, "/rules/0", form, waiting__hours="5")
    late = await send(iris, "/publish", page)
    assert (late.status_code, "Somebody changed this draft" in late.text) == (409, True)
    assert "What cannot be served waits 5 hours" in said(late.text)
    page = await opened(iris, "/publish")
    assert [(await send(iris, "/publish", page)).status_code for _ in range(2)] == [303, 303]
    states = await chain.rows("SELECT version, state FROM routing_policies ORDER BY version")
    assert [tuple(row) for row in states] == [(1, "retired"), (2, "published")]
    assert (await send(iris, "/rules/0", form)).status_code == 409
    assert (await iris.get(f"{DRAFT}/rules/0")).status_code == 409


async def test_the_history_says_who_changed_what(iris: Browser, chain: House) -> None:
    await send(iris, "/rules/0", await opened(iris, "/rules/0"), waiting__hours="5")
    chain.wait(minutes=5)
    await iris.post(f"{DRAFT}/name", name="Summer")
    page = said((await iris.get(f"{DRAFT}/history")).text)
    renamed, waits, made = (
        "Iris, Tue 24 Nov, 10:05 Renamed from “Standard” to “Summer”",
        "Iris, Tue 24 Nov, 10:00 Pickup Before: What cannot be served waits 48 hours, then is put before a person.",
        "Made by Iris, Tue 24 Nov, 10:00",
    )
    assert page.index(renamed) < page.index(waits) < page.index(made)


async def test_what_hardly_anybody_means_is_said_and_not_refused(iris: Browser) -> None:
    form = await opened(iris, "/strategies/1/0")
    changes: Any = {"filters.on": ["service", "zone"], "filters.zone.names": "Moon", "by": "list"}
    answer = await iris.client.post(
        f"{DRAFT}/strategies/1/0", data=form | changes | {"ranking.locations": "LYON\nPARIS"}
    )
    assert answer.status_code == 303
    for path in (DRAFT, f"{DRAFT}/publish"):
        page = said((await iris.get(path)).text)
        assert "Do you mean this?" in page
        place = "Delivery › In up to three parcels: "
        assert f"{place}there is no location with the code PARIS." in page
        assert f"{place}there is no tariff with the name Moon." in page
        assert f"{place}suspended locations may serve too." in page
        assert "code LYON" not in page
    assert "Do you mean this?" not in (await iris.get("/routing/policies/1")).text
