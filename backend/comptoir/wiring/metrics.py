"""Figures for Prometheus.

Where PROMETHEUS_MULTIPROC_DIR names a folder, as `comptoir up` has it, all processes of a node write into it and each
shows the sum, so that one scrape also sees the worker.
"""

import hmac
import os
import shutil
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Any, cast

import psutil
from litestar import Litestar, Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.types import Scope
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from comptoir.kit.errors import NotFound
from comptoir.wiring.settings import Settings

SHARED = "PROMETHEUS_MULTIPROC_DIR"
QUICK = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)

REQUESTS = Counter("comptoir_requests", "Answered requests", ["method", "route", "status"])
REQUEST_SECONDS = Histogram("comptoir_request_seconds", "From request to answer", ["method", "route"], buckets=QUICK)
EVENTS_READ = Counter("comptoir_events_read", "Events read from the log", ["reader"])
TAIL_LAG = Gauge(
    "comptoir_tail_lag_seconds",
    "Age of the oldest event that the live tail read last or may not read yet",
    multiprocess_mode="livemax",
)
SOCKETS = Gauge("comptoir_sockets", "Open live connections", multiprocess_mode="livesum")
RENDER_SECONDS = Histogram("comptoir_render_seconds", "To render a live fragment once", buckets=QUICK)
PUSHES = Counter("comptoir_pushes", "Fragments handed to a socket")
PUSH_SECONDS = Histogram(
    "comptoir_push_seconds", "From the instant of an event's work to its fragment at the sockets", buckets=QUICK
)
RELOADS = Counter("comptoir_reloads", "Devices told to reload", ["why"])
REACTIONS = Counter("comptoir_reactions", "Reactions to events", ["outcome"])
REACTION_LAG = Gauge(
    "comptoir_reaction_lag_seconds", "Age of the event that reactions were at last", multiprocess_mode="livemax"
)
JOBS = Counter("comptoir_jobs", "Attempts at jobs", ["entrypoint", "outcome"])
WEBHOOKS = Counter("comptoir_webhook_messages", "Attempts to tell a webhook something", ["outcome"])
FED_ROWS = Counter("comptoir_fed_rows", "Rows of feeds", ["kind", "outcome"])
FEED_CHUNK_SECONDS = Histogram("comptoir_feed_chunk_seconds", "The transaction of a chunk of a feed", buckets=QUICK)
TIMERS = Counter("comptoir_timer_rows", "Rows that timers handled", ["timer"])


def observe(scope: Scope, status: int, seconds: float) -> None:
    """Count an answered request. Its route is a template like `/orders/{id}`, so that ids make no new figures."""
    request = cast(dict[str, str], scope)
    method, route = request["method"], request.get("path_template") or "(none)"
    REQUESTS.labels(method, route, str(status)).inc()
    REQUEST_SECONDS.labels(method, route).observe(seconds)


def metrics_handler(settings_of: Callable[[Litestar], Settings]) -> HTTPRouteHandler:
    """`GET /metrics`, for a scraper that knows the token, else for this machine alone."""

    @get("/metrics", include_in_schema=False, sync_to_thread=False, opt={"no_work": True})
    def metrics(request: Request[Any, Any, Any]) -> Response[bytes]:
        if not may_read(request, settings_of(request.app)):
            raise NotFound
        return Response(generate_latest(_registry()), headers={"content-type": CONTENT_TYPE_LATEST})

    return metrics


def may_read(request: Request[Any, Any, Any], settings: Settings) -> bool:
    """With a token set only its bearer; without one only this machine, and not through a proxy that stands on it."""
    if settings.metrics_token:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {settings.metrics_token}".encode())
    is_proxied = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    return request.client is not None and _is_loopback(request.client.host) and not is_proxied


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def shared_figures(data: Path) -> dict[str, str]:
    """The environment in which processes that start now share their figures, in an empty folder under `data`."""
    folder = data.absolute() / "figures"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return {SHARED: str(folder)}


def _registry() -> CollectorRegistry:
    if SHARED not in os.environ:
        return REGISTRY
    _forget_the_dead(Path(os.environ[SHARED]))
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # pyright: ignore[reportUnknownMemberType]
    return registry


def _forget_the_dead(folder: Path) -> None:
    """A process that is gone has no open connections; what it counted stays."""
    for file in folder.glob("gauge_live*_*.db"):
        if not psutil.pid_exists(int(file.stem.rpartition("_")[2])):
            file.unlink(missing_ok=True)
