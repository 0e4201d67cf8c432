"""The OpenAPI document, without a database behind it."""

from typing import Any

import msgspec

from comptoir.app import create_app
from comptoir.wiring.settings import Settings

nowhere = create_app(Settings(database_url="postgresql://nowhere/none", secret="s" * 32))
DOCUMENT: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(nowhere.openapi_schema.to_schema()))
