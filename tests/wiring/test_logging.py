"""Logs tell what happened, never to whom nor with which secret."""

import logging
import sys
from collections.abc import Generator
from io import StringIO

import msgspec
import pytest
import structlog

from comptoir.wiring.logging import describe, redact, set_up_logs
from comptoir.wiring.settings import Settings

TOKEN = "eyJvcmRlciI6Imx5b24ifQ.Zx3k9Q.mJ4Zr2b7nC0aT5vW8xYdEfGhIjK"


@pytest.fixture
def logs(monkeypatch: pytest.MonkeyPatch) -> Generator[StringIO]:
    """Logs as a server writes them, as JSON lines."""
    monkeypatch.setattr(sys, "stderr", written := StringIO())
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers.clear()  # pytest's own, which would be closed
    set_up_logs(Settings(log_json=True))
    yield written
    root.handlers[:] = before
    root.setLevel(level)


def lines(logs: StringIO) -> list[dict[str, str]]:
    return [msgspec.json.decode(line) for line in logs.getvalue().splitlines()]


def test_what_we_log_is_one_json_line_with_its_request(logs: StringIO) -> None:
    with structlog.contextvars.bound_contextvars(request_id="r1"):
        structlog.get_logger().warning("order_late", order="K7Q-4M2X")
    (line,) = lines(logs)
    assert (line["event"], line["level"], line["request_id"]) == ("order_late", "warning", "r1")


def test_what_libraries_log_looks_the_same(logs: StringIO) -> None:
    logging.getLogger("alembic.runtime.migration").info("Running upgrade %s", "0001")
    (line,) = lines(logs)
    assert (line["event"], line["level"]) == ("Running upgrade 0001", "info")


def test_addresses_of_live_connections_are_not_logged(logs: StringIO) -> None:
    logging.getLogger("uvicorn.error").info('%s - "WebSocket %s" [accepted]', "1.2.3.4:5", f"/live?token={TOKEN}")
    assert lines(logs) == []


@pytest.mark.parametrize("name", ["pin", "password", "session_token", "email", "phone", "api_key", "authorization"])
def test_secrets_and_personal_data_are_hidden_by_their_name(name: str) -> None:
    assert redact(None, "info", {"event": "signed_in", name: "1234"})[name] == "…"


def test_other_names_that_look_alike_are_not() -> None:
    assert redact(None, "info", {"event": "x", "shipping": "express"})["shipping"] == "express"


@pytest.mark.parametrize("address", [f"/pickup/{TOKEN}", f"GET /live?token={TOKEN}"])
def test_tokens_in_addresses_are_hidden(address: str) -> None:
    assert TOKEN not in redact(None, "info", {"event": "fault", "path": address})["path"]


def test_ids_in_addresses_are_kept() -> None:
    path = "/api/orders/0198f3a2-7b1c-7def-8123-456789abcdef"
    assert redact(None, "info", {"event": "fault", "path": path})["path"] == path


def test_an_error_is_told_in_one_line_without_its_values() -> None:
    error = ValueError("duplicate key, reply from marie@example.fr\nDETAIL: Key (phone)=(0612345678) exists.")
    assert describe(error) == "ValueError: duplicate key, reply from …@…"


def test_an_error_is_told_with_its_causes(logs: StringIO) -> None:
    values = "mail not sent\nto marie@example.fr"
    try:
        try:
            raise OSError("no route")
        except OSError as cause:
            raise RuntimeError(values) from cause
    except RuntimeError as error:
        structlog.get_logger().error("failed", exc_info=error)
    (line,) = lines(logs)
    assert "RuntimeError: mail not sent" in line["exception"]
    assert "OSError: no route" in line["exception"]
    assert "marie" not in line["exception"]
