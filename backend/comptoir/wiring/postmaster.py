"""What a running PostgreSQL says of itself in `postmaster.pid`, and how to end it."""

import contextlib
import signal
import subprocess
from pathlib import Path
from typing import NamedTuple

import psutil

STATUS_LINE = 7


class Postmaster(NamedTuple):
    """The first process of a PostgreSQL server."""

    pid: int
    ready: bool

    @classmethod
    def of(cls, cluster: Path) -> "Postmaster | None":
        """The server that runs on this data folder, whoever started it."""
        noted = _noted(cluster)
        return noted if noted and _serves(noted.pid, cluster) else None


def forget_stranger(cluster: Path) -> None:
    """Remove a `postmaster.pid` left by a crash whose process id now belongs to a program of another kind.

    PostgreSQL would refuse to start. It stays as long as any process works in the folder: a backend may still write.
    """
    noted = _noted(cluster)
    if (
        noted
        and psutil.pid_exists(noted.pid)
        and not any(_works_in(process, cluster) for process in psutil.process_iter())
    ):
        (cluster / "postmaster.pid").unlink(missing_ok=True)


def end(process: subprocess.Popen[bytes]) -> None:
    """Stop a server: cut off its clients and write all down; after ten seconds less and less politely."""
    for last_word, patience_s in ((signal.SIGINT, 10), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
        process.send_signal(last_word)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience_s)
            return


def _noted(cluster: Path) -> Postmaster | None:
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        return Postmaster(pid=int(lines[0]), ready=lines[STATUS_LINE:] != [] and lines[STATUS_LINE].strip() == "ready")
    except (FileNotFoundError, ValueError, IndexError):
        return None


def _serves(pid: int, cluster: Path) -> bool:
    try:
        return str(cluster) in psutil.Process(pid).cmdline()
    except psutil.Error:
        return False


def _works_in(process: psutil.Process, cluster: Path) -> bool:
    try:
        return process.cwd() == str(cluster)
    except psutil.Error:
        return False
