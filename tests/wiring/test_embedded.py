"""The embedded PostgreSQL: it starts anywhere, harms nothing, comes back, and goes when its starter goes."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from comptoir.wiring.embedded import EmbeddedPostgres
from comptoir.wiring.postgres_programs import EmbeddedFailed
from tests.processes import modes, wait_until


@pytest.fixture(scope="module")
def closed_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that its owner alone may enter, with a space in its name, like a home folder."""
    folder = tmp_path_factory.mktemp("home of Camille")
    folder.chmod(0o700)
    return folder


@pytest.fixture(scope="module")
def data(closed_folder: Path) -> Path:
    return closed_folder / "shop data"


@pytest.fixture(scope="module")
def shared(data: Path) -> Iterator[EmbeddedPostgres]:
    postgres = small_postgres(data)
    postgres.start()
    yield postgres
    postgres.stop()


@pytest.fixture
def postgres(shared: EmbeddedPostgres) -> EmbeddedPostgres:
    """A server that runs, whatever the test before did to it."""
    shared.revive()
    return shared


async def test_runs_below_a_closed_folder_with_a_space(postgres: EmbeddedPostgres) -> None:
    engine = create_async_engine(postgres.url("postgres"))
    async with engine.connect() as connection:
        version = (await connection.execute(text("SHOW server_version"))).scalar_one()
    await engine.dispose()
    assert version.startswith("18.")


def test_changes_the_mode_of_no_folder_above_its_data(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    before = modes(home)
    postgres = small_postgres(home / "shop")
    postgres.start()
    postgres.stop()
    assert modes(home) == before


def test_sorts_and_folds_letters_of_any_language(postgres: EmbeddedPostgres) -> None:
    assert ask(postgres, "SELECT upper('crème brûlée')") == "CRÈME BRÛLÉE"


def test_comes_back_after_its_first_process_was_killed(postgres: EmbeddedPostgres) -> None:
    ask(postgres, "CREATE TABLE till (euros int); INSERT INTO till VALUES (42)")
    kill(postgres)
    wait_until(lambda: not postgres.is_alive())

    assert postgres.revive()
    assert ask(postgres, "SELECT euros FROM till") == "42"


def test_leaves_a_healthy_server_alone(postgres: EmbeddedPostgres) -> None:
    assert not postgres.revive()


def test_a_second_starter_joins_and_leaves_the_server_running(postgres: EmbeddedPostgres, data: Path) -> None:
    second = small_postgres(data)
    second.start()
    assert ask(second, "SELECT 1") == "1"

    second.stop()
    assert postgres.is_alive()


def test_a_second_starter_takes_over_when_the_first_stops(postgres: EmbeddedPostgres, data: Path) -> None:
    second = small_postgres(data)
    second.start()
    postgres.stop()

    assert second.revive()
    assert ask(second, "SELECT 1") == "1"
    second.stop()


def test_a_process_id_that_now_belongs_to_another_program_does_not_block_the_start(
    postgres: EmbeddedPostgres, data: Path
) -> None:
    postgres.stop()
    (data / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n0\n5432\n\n\n\nready\n")

    postgres.start()
    assert ask(postgres, "SELECT 1") == "1"


def test_a_path_too_long_for_a_socket_is_no_obstacle(closed_folder: Path) -> None:
    postgres = small_postgres(closed_folder / ("x" * 60) / ("y" * 60))
    postgres.start()
    assert ask(postgres, "SELECT 1") == "1"
    postgres.stop()


def test_ends_when_its_starter_is_killed(postgres: EmbeddedPostgres, data: Path) -> None:
    postgres.stop()
    starter = subprocess.Popen([sys.executable, "-c", STARTER, str(data)], stdout=subprocess.PIPE)
    assert starter.stdout
    assert starter.stdout.readline() == b"ready\n"
    assert postgres.is_alive()

    starter.kill()
    wait_until(lambda: not postgres.is_alive())
    starter.communicate()


def test_does_not_hear_the_interrupt_of_the_terminal(postgres: EmbeddedPostgres) -> None:
    assert os.getpgid(postmaster(postgres)) != os.getpgid(os.getpid())


def test_copies_a_database(postgres: EmbeddedPostgres) -> None:
    postgres.create_database("first")
    postgres.run("psql", "-c", "CREATE TABLE shelf (sku text)", "first")
    postgres.create_database("second", template="first")

    assert "shelf" in postgres.run("psql", "-c", r"\dt", "second")
    postgres.drop_database("second")
    postgres.drop_database("first")


def test_ensuring_a_database_twice_makes_it_once(postgres: EmbeddedPostgres) -> None:
    postgres.ensure_database("shop")
    postgres.ensure_database("shop")
    assert ask(postgres, "SELECT count(*) FROM pg_database WHERE datname = 'shop'") == "1"


def test_says_why_it_does_not_start(postgres: EmbeddedPostgres, data: Path) -> None:
    postgres.stop()
    broken = small_postgres(data, wal_level="nonsense")
    with pytest.raises(EmbeddedFailed, match="wal_level"):
        broken.start(patience_s=0.3)


STARTER = """
import sys, time
from pathlib import Path
from comptoir.wiring.embedded import EmbeddedPostgres
postgres = EmbeddedPostgres(Path(sys.argv[1]), shared_buffers="16MB", fsync="off")
postgres.start()
print("ready", flush=True)
time.sleep(60)
"""


def small_postgres(data: Path, **settings: str) -> EmbeddedPostgres:
    return EmbeddedPostgres(data, **{"shared_buffers": "16MB", "fsync": "off", **settings})


def ask(postgres: EmbeddedPostgres, query: str) -> str:
    return postgres.run("psql", "-qXAtc", query, "postgres").strip()


def kill(postgres: EmbeddedPostgres) -> None:
    psutil.Process(postmaster(postgres)).send_signal(signal.SIGKILL)


def postmaster(postgres: EmbeddedPostgres) -> int:
    return int((postgres.cluster / "postmaster.pid").read_text().split()[0])
