"""What the OpenAPI document promises to those who write a shop site against it."""

from typing import Any

import httpx
import pytest
import schemathesis

from tests.api.document import DOCUMENT

OPERATIONS = [(path, method, told) for path, item in DOCUMENT["paths"].items() for method, told in item.items()]
QUESTIONS = {"askPromises"}
"""What is posted since it is too long for a URL, and changes nothing."""
NAMES = [told["operationId"] for _, _, told in OPERATIONS]


def test_the_document_is_what_is_served(url: str) -> None:
    assert httpx.get(f"{url}/api/docs/openapi.json").json() == DOCUMENT


def test_the_document_is_valid() -> None:
    schemathesis.openapi.from_dict(DOCUMENT).validate()


def test_the_document_holds_what_machines_may_ask() -> None:
    orders = {"askPromises", "cancelOrder", "changeOrder", "getOrder", "getRouting", "listOrders", "placeOrder"}
    stock = {"exportStock", "feedLevels", "getAvailability", "getLevel", "listMovements", "sayShelves"}
    feeds = {"uploadFeed", "listFeeds", "getFeed", "getFeedReport"}
    holds = {"holdBasket", "getHold", "extendHold", "releaseHold"}
    verbs = ("create", "list", "get", "change", "remove", "pause", "resume", "replay", "test")
    webhooks = {f"{verb}Webhook" for verb in verbs if verb != "list"} | {"listWebhooks", "rotateWebhookSecret"}
    picking = {f"{verb}Preparation" for verb in ("take", "pick", "unpick", "refuse")} | {"handPreparationBack"}
    packing = {f"{verb}Preparation" for verb in ("pack", "unpack", "ship", "send", "ready", "undoReady")}
    work = {"listPreparations", "getPreparation", "getLabel", "listPutBacks", "putBack"} | picking | packing
    transfers = {f"{verb}Transfer" for verb in ("get", "pick", "refuse", "send", "receive")} | {"listTransfers"}
    transfers |= {"listDiscrepancies", "clearUpDiscrepancy"}
    policies = {
        "deletePolicy",
        "draftPolicy",
        "listPolicies",
        "getPolicy",
        "changePolicy",
        "publishPolicy",
        "getPolicySchema",
        "listBoosts",
    }
    assert set(NAMES) == orders | stock | feeds | holds | webhooks | work | transfers | policies


@pytest.mark.parametrize(("path", "method", "told"), OPERATIONS, ids=NAMES)
def test_every_operation_says_who_may_ask_and_what_can_go_wrong(path: str, method: str, told: dict[str, Any]) -> None:
    assert told.get("security", DOCUMENT["security"]) == [{"key": []}]
    problems = {status: answer for status, answer in told["responses"].items() if int(status) >= 400}
    assert {"400", "401", "403", "503"} <= problems.keys()
    for answer in problems.values():
        assert answer["content"] == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        assert answer["description"].endswith(".")


@pytest.mark.parametrize(("path", "method", "told"), OPERATIONS, ids=NAMES)
def test_every_command_wants_an_idempotency_key(path: str, method: str, told: dict[str, Any]) -> None:
    keys = [each for each in told.get("parameters", ()) if each["name"] == "Idempotency-Key"]
    if method == "get" or told["operationId"] in QUESTIONS:
        assert keys == []
    else:
        (key,) = keys
        assert (key["in"], key["required"], key["schema"]) == ("header", True, {"type": "string", "format": "uuid"})


def test_an_api_key_goes_into_the_authorization_header() -> None:
    (scheme,) = DOCUMENT["components"]["securitySchemes"].values()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
