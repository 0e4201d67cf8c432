"""Figures are for who may read them."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar, Request, get
from litestar.testing import TestClient

from comptoir.wiring.metrics import may_read, metrics_handler, observe, shared_figures
from comptoir.wiring.problems import EXCEPTION_HANDLERS
from comptoir.wiring.settings import Settings


def request(host: str = "127.0.0.1", **headers: str) -> Request[Any, Any, Any]:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "client": (host, 5000), "headers": raw})  # type: ignore[typeddict-item]


@pytest.mark.parametrize(
    ("host", "may"), [("127.0.0.1", True), ("::1", True), ("10.0.0.7", False), ("nonsense", False)]
)
def test_without_a_token_this_machine_alone_may_read(host: str, may: bool) -> None:
    assert may_read(request(host), Settings()) is may


def test_a_proxy_on_this_machine_opens_nothing() -> None:
    assert not may_read(request(x_forwarded_for="203.0.113.9"), Settings())


@pytest.mark.parametrize(
    ("given", "may"), [("Bearer s3cret", True), ("Bearer wrong", False), ("s3cret", False), ("", False)]
)
def test_with_a_token_only_its_bearer_may_read(given: str, may: bool) -> None:
    settings = Settings(metrics_token="s3cret")
    assert may_read(request("10.0.0.7", authorization=given), settings) is may
    assert not may_read(request(), settings), "not even this machine"


def test_requests_are_counted_by_their_route() -> None:
    seen: list[Any] = []

    @get("/orders/{order:int}", sync_to_thread=False)
    def order(request: Request[Any, Any, Any]) -> None:
        seen.append(request.scope)

    settings = Settings(metrics_token="s3cret")
    figures = metrics_handler(lambda _: settings)
    with TestClient(Litestar([order, figures], exception_handlers=EXCEPTION_HANDLERS)) as client:
        client.get("/orders/7")
        observe(seen[0], 200, 0.012)
        told = client.get("/metrics", headers={"authorization": "Bearer s3cret"}).text
    assert 'comptoir_requests_total{method="GET",route="/orders/{order}",status="200"}' in told
    assert 'comptoir_request_seconds_bucket{le="0.02",method="GET",route="/orders/{order}"}' in told


WORKER = "from comptoir.wiring.metrics import JOBS, SOCKETS; JOBS.labels('send', 'done').inc(); SOCKETS.set(2)"
WEB = (
    WORKER
    + "; from comptoir.wiring.metrics import _registry, generate_latest; print(generate_latest(_registry()).decode())"
)


def test_one_process_shows_the_figures_of_all(tmp_path: Path) -> None:
    shared = os.environ | shared_figures(tmp_path)
    subprocess.run([sys.executable, "-c", WORKER], env=shared, check=True)
    told = subprocess.run([sys.executable, "-c", WEB], env=shared, check=True, capture_output=True, text=True).stdout
    assert 'comptoir_jobs_total{entrypoint="send",outcome="done"} 2.0' in told
    assert "comptoir_sockets 2.0" in told, "of the process that lives, while the other is gone"
