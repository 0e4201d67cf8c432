"""Columns that several verbs write together."""

from typing import Any

from sqlalchemy import null

from comptoir.webhooks.queries.courses import xid8
from comptoir.wiring.log import Position

HEALTHY: dict[str, Any] = {"failures": 0, "failing_since": None, "next_try_at": None, "trouble": null()}
"""Nothing is wrong, and the next message may go at once."""


def at(position: Position) -> dict[str, Any]:
    """Where a webhook is in the log."""
    return {"xid": xid8(position), "event_id": position.event_id}
