"""Every operation of the OpenAPI document, asked with what it describes and with what it forbids."""

from typing import Any

import msgspec
import schemathesis
from schemathesis import Case
from schemathesis.config import SchemathesisConfig

from comptoir.sales.api.bodies import OrderBody
from comptoir.sales.api.promises import AskedBody
from comptoir.stock.api.bodies import BasketBody
from comptoir.webhooks.api.bodies import SubscriptionBody
from tests.api.document import DOCUMENT

CONFIG: Any = {
    "generation": {"deterministic": True, "database": "none", "allow-extra-parameters": False, "max-examples": 30},
    "suppress-health-check": ["all"],
    "checks": {
        # A well-formed order may still be for a SKU or a location that there is not (422).
        "positive_data_acceptance": {"expected-statuses": ["2xx", "404", "409", "422"]},
        # Litestar answers OPTIONS by itself, for one handler of a path.
        "allow_header_conformance": {"enabled": False},
    },
}
BREAD = [{"sku": "BREAD", "quantity": 1}]
LISTS = ("sku", "location")
WORK = ("/api/preparations", "/api/put-backs", "/api/transfers")
PUBLIC = "https://93.184.215.14/hooks"

schema = schemathesis.openapi.from_dict(DOCUMENT, config=SchemathesisConfig.from_dict(CONFIG))


@schemathesis.serializer("application/x-ndjson")
def as_lines(_context: Any, value: Any) -> bytes:
    """A feed may be anything."""
    return value if isinstance(value, bytes) else msgspec.json.encode(value) + b"\n"


@schema.hook
def map_body(_context: Any, body: Any) -> Any:
    """Half of the well-formed orders and baskets are of bread at Lyon, and of the webhooks to a public address."""
    if len(str(body)) % 2 and any(fits(body, kind) for kind in (OrderBody, BasketBody, AskedBody)):
        return {**body, "location": "LYON", "lines": BREAD}
    return {**body, "url": PUBLIC} if len(str(body)) % 2 and fits(body, SubscriptionBody) else body


@schema.hook
def filter_query(_context: Any, query: Any) -> bool:
    """In a URL one value looks like a list of one, so it is nothing that could be refused."""
    return not any(isinstance((query or {}).get(name), bool | int | float | str) for name in LISTS)


def fits(body: Any, kind: type[msgspec.Struct]) -> bool:
    try:
        return bool(msgspec.convert(body, kind))
    except msgspec.ValidationError:
        return False


@schema.parametrize()  # pyright: ignore[reportUntypedFunctionDecorator]
def test_the_api_keeps_to_its_document(case: Case[Any], url: str, api_key: str, work_key: str) -> None:
    key = work_key if case.path.startswith(WORK) else api_key
    response = case.call(base_url=url, headers={"Authorization": f"Bearer {key}"})
    case.validate_response(response)
