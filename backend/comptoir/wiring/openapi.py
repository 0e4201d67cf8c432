"""How the API describes itself."""

from typing import Any

import msgspec
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, Schema, SecurityScheme
from litestar.plugins import OpenAPISchemaPlugin
from litestar.typing import FieldDefinition


def openapi_config() -> OpenAPIConfig:
    """The document at /api/docs/openapi.json."""
    bearer = SecurityScheme(type="http", scheme="bearer", description="An API key, made by headquarters.")
    return OpenAPIConfig(
        title="Comptoir",
        version="1",
        description="Orders and stock of a chain of stores.",
        path="/api/docs",
        components=Components(security_schemes={"key": bearer}),
        security=[{"key": []}],
        render_plugins=[],
    )


class ClosedBodies(OpenAPISchemaPlugin):
    """Says of a body that refuses fields which it does not know that it does."""

    def is_plugin_supported_field(self, field_definition: FieldDefinition) -> bool:
        kind: Any = field_definition.annotation
        return isinstance(kind, type) and issubclass(kind, msgspec.Struct) and _is_closed(kind)

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: Any) -> Schema:
        others = (plugin for plugin in schema_creator.plugins if plugin is not self)
        usual = next(plugin for plugin in others if schema_creator.plugin_supports_field(plugin, field_definition))
        schema: Schema = usual.to_openapi_schema(field_definition, schema_creator)
        schema.additional_properties = False
        return schema


def _is_closed(kind: type[msgspec.Struct]) -> bool:
    return kind.__struct_config__.forbid_unknown_fields
