"""`comptoir up` as a person at a terminal sees it: it opens, mends itself, and leaves nothing behind."""

import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import httpx
import psutil
import pytest

from comptoir.identity.rules.lockout import PLACE_TRIES
from tests.processes import modes, wait_until

OPENING_S = 120
"""The first start writes the demo; the second is quick. A build server may have much else to do."""

pytestmark = pytest.mark.timeout(300)


class Shop:
    """A Comptoir of its own, under a closed folder with a space in its name."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "shop data"
        self.port = 0
        self.trust: ssl.SSLContext | None = None
        self.chosen: dict[str, str] = {}
        self.process: psutil.Popen | None = None
        self.log = folder / "shop.log"

    def open(self) -> None:
        """Start it, and return when its web server answers that all is ready."""
        self.process = self.start()
        wait_until(self.is_ready, seconds=OPENING_S)

    def start(self) -> psutil.Popen:
        self.port = free_port()
        chosen = {"COMPTOIR_DATA": str(self.data), "COMPTOIR_PORT": str(self.port), "DATABASE_URL": ""}
        with self.log.open("a") as log:
            command = [sys.executable, "-m", "comptoir", "up"]
            env = os.environ | chosen | self.chosen
            return psutil.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)

    def part(self, *words: str) -> psutil.Process:
        """The process that runs a part, like `serve`, or `postgres`."""
        assert self.process
        parts = (each for each in self.process.children() if set(words) <= set(each.cmdline()))
        return next(parts)

    def everything(self) -> list[psutil.Process]:
        assert self.process
        return [self.process, *self.process.children(recursive=True)]

    def is_ready(self) -> bool:
        assert self.process
        assert self.process.poll() is None, self.log.read_text()[-3000:]
        try:
            return self.get("/ready").status == 200
        except OSError:
            return False

    def get(self, path: str) -> http.client.HTTPResponse:
        """Ask as a browser that trusts what the tablets trust. Raises OSError."""
        url = f"{'https' if self.trust else 'http'}://127.0.0.1:{self.port}{path}"
        return urllib.request.urlopen(url, timeout=2, context=self.trust)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("Chez Camille")
    folder.chmod(0o700)
    shop = Shop(folder)
    shop.open()
    yield shop
    close(shop)


def test_says_where_to_go_and_who_to_sign_in_as(shop: Shop) -> None:
    wait_until(lambda: "nadia@comptoir.example" in shop.log.read_text())
    assert f"http://127.0.0.1:{shop.port}" in shop.log.read_text()


def test_changes_the_mode_of_no_folder_above_its_data(shop: Shop) -> None:
    assert modes(shop.data.parent)[shop.data.parent] == 0o700


def test_a_second_one_on_the_same_data_is_refused_with_a_sentence(shop: Shop) -> None:
    second = run("up", COMPTOIR_DATA=str(shop.data), COMPTOIR_PORT=str(free_port()))
    assert second.returncode == 1
    assert "already runs" in second.stderr


def test_a_port_that_is_taken_is_refused_with_a_sentence(shop: Shop, tmp_path: Path) -> None:
    second = run("up", COMPTOIR_DATA=str(tmp_path), COMPTOIR_PORT=str(shop.port))
    assert second.returncode == 1
    assert f"port {shop.port}" in second.stderr
    assert "Traceback" not in second.stderr


def test_the_doctor_finds_all_well(shop: Shop) -> None:
    examined = run("doctor", COMPTOIR_DATA=str(shop.data))
    assert examined.returncode == 0, examined.stdout


@pytest.mark.parametrize("part", ["serve", "worker"])
def test_a_part_that_was_killed_is_started_again(shop: Shop, part: str) -> None:
    killed = shop.part(part)
    killed.kill()
    wait_until(lambda: not killed.is_running() and is_there(lambda: shop.part(part)))
    wait_until(shop.is_ready, seconds=OPENING_S)


def test_a_database_that_was_killed_is_started_again(shop: Shop) -> None:
    killed = psutil.Process(int((shop.data / "postgres" / "postmaster.pid").read_text().split()[0]))
    killed.kill()
    wait_until(lambda: not shop.is_ready())
    wait_until(shop.is_ready, seconds=OPENING_S)


@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_leaves_no_process_behind(shop: Shop, word: signal.Signals) -> None:
    running = shop.everything()
    assert len(running) > 3
    running[0].send_signal(word)
    _, left = psutil.wait_procs(running, timeout=30)
    assert left == []

    shop.open()


def test_serves_https_by_a_certificate_of_its_own_and_the_demos_orders_still_come(shop: Shop) -> None:
    close(shop)
    made = run("certificate", "127.0.0.1", "stores.local", COMPTOIR_DATA=str(shop.data))
    assert made.returncode == 0, made.stderr
    shop.chosen = {
        "COMPTOIR_CERTIFICATE": str(shop.data / "tls" / "server.pem"),
        "COMPTOIR_TRUSTED_PROXIES": "127.0.0.1",
    }
    shop.trust = ssl.create_default_context(cafile=shop.data / "tls" / "authority.crt")
    shop.open()
    wait_until(lambda: f"https://stores.local:{shop.port}" in shop.log.read_text())
    wait_until(lambda: "/api/orders" in asked(shop), seconds=OPENING_S)


def test_behind_a_trusted_proxy_wrong_passwords_count_for_whoever_typed_them(shop: Shop) -> None:
    tried = [sign_in_from(shop, "203.0.113.7") for _ in range(PLACE_TRIES + 1)]
    assert tried[-1] == HTTPStatus.TOO_MANY_REQUESTS
    assert sign_in_from(shop, "203.0.113.8") != HTTPStatus.TOO_MANY_REQUESTS


def sign_in_from(shop: Shop, address: str) -> int:
    """The status of a sign-in by nobody we know, as a proxy hands it on."""
    headers = {"X-Forwarded-For": address, "Sec-Fetch-Site": "same-origin"}
    form = {"email": "nobody@example.fr", "password": "guessed"}
    with httpx.Client(verify=shop.trust or True) as browser:
        return browser.post(f"https://127.0.0.1:{shop.port}/sign-in", data=form, headers=headers).status_code


def asked(shop: Shop) -> str:
    """What was asked of the web server, as its figures tell."""
    return shop.get("/metrics").read().decode()


def close(shop: Shop) -> None:
    assert shop.process
    shop.process.terminate()
    psutil.wait_procs(shop.everything(), timeout=30)


def run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "comptoir", *words]
    return subprocess.run(
        command,
        check=False,
        env=os.environ | {"DATABASE_URL": ""} | env,
        capture_output=True,
        text=True,
        timeout=OPENING_S,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_there(find: Callable[[], object]) -> bool:
    try:
        return find() is not None
    except (StopIteration, psutil.NoSuchProcess):
        return False
