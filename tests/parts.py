"""Comptoir's own processes: started, killed in the middle of their work, and started again."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager

from comptoir.wiring.children import bound
from comptoir.wiring.settings import Settings


class Part:
    """`comptoir <word>` and all that it starts, in a process group of its own; what it says goes to a file."""

    def __init__(self, word: str, settings: Settings, **more: str) -> None:
        self._word, self._log = word, settings.data / f"{word}.log"
        self._environment = os.environ | {
            "DATABASE_URL": str(settings.database_url),
            "COMPTOIR_DATA": str(settings.data),
            "COMPTOIR_SECRET": settings.secret,
            **more,
        }
        self._process: subprocess.Popen[bytes] | None = None

    @contextmanager
    def running(self) -> Generator[None]:
        """Started, and gone afterwards."""
        self.start()
        try:
            yield
        finally:
            self.kill()

    def start(self) -> None:
        command = bound([sys.executable, "-m", "comptoir", self._word])
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        """SIGKILL to the whole group: nobody in it has time for anything."""
        assert self._process
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    @property
    def log(self) -> str:
        """All that it said so far."""
        return self._log.read_text()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
