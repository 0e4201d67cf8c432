"""Structured logs, ours and the libraries', as JSON lines or readable ones, without secrets or personal data."""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, ExcInfo, Processor

from comptoir.wiring.settings import Settings

SECRET = re.compile(
    r"(^|_)pin(_|$)|password|secret|token|cookie|authorization|api_?key|e?mail|phone|address", re.IGNORECASE
)
IN_ADDRESS = re.compile(r"(?<=[\w/])\?[^\s\"']+|(?<=/)[\w.~-]{40,}")
"""Query strings, and signed tokens in paths."""

MAIL_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")

NOISY = {
    "uvicorn.access": logging.CRITICAL,
    "asyncio": logging.WARNING,
    "httpx": logging.WARNING,
    "pgqueuer": logging.WARNING,
}
"""uvicorn's and httpx's logs show addresses with tokens; metrics and the logged faults take their place."""


def set_up_logs(settings: Settings) -> None:
    """Send everything that this process logs to standard error. Start uvicorn with `log_config=None`."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(brief_traceback),
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    _take_over_the_libraries(shared, settings)


def _take_over_the_libraries(shared: list[Processor], settings: Settings) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_is_no_connection)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(settings)],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for name, level in NOISY.items():
        logging.getLogger(name).setLevel(level)


def _renderer(settings: Settings) -> Processor:
    if settings.log_json:
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_as_it_is)


def _as_it_is(stream: TextIO, exc_info: ExcInfo) -> None:
    stream.write(brief_traceback(exc_info))


def _is_no_connection(record: logging.LogRecord) -> bool:
    """uvicorn tells each live connection, with its address, which for customers holds their token."""
    return '"WebSocket ' not in str(record.msg) and not str(record.msg).startswith("connection ")


def redact(_logger: Any, _method: str, event: EventDict) -> MutableMapping[str, Any]:
    """A processor: no secret, no personal data, no token in an address."""
    for name, value in event.items():
        if SECRET.search(name):
            event[name] = "…"
        elif isinstance(value, str):
            event[name] = IN_ADDRESS.sub("…", value)
    return event


def describe(error: BaseException) -> str:
    """An error in one line, without the values that were in play: databases name those from the second line on."""
    first_line = MAIL_ADDRESS.sub("…@…", str(error).partition("\n")[0])
    return f"{type(error).__qualname__}: {first_line}"[:500]


def brief_traceback(exc_info: ExcInfo) -> str:
    """Where an error and its causes came from, each told by `describe`."""
    told: list[str] = []
    error: BaseException | None = exc_info[1]
    while error:
        told.append("".join(traceback.format_tb(error.__traceback__)) + describe(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nwhich came after:\n".join(told)
