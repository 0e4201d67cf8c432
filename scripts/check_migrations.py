"""Fails when the migrations do not lead to the tables that the code maps, tried on a throwaway embedded PostgreSQL."""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from comptoir.cli.migrate import ALEMBIC_INI, migrate
from comptoir.wiring.embedded import EmbeddedPostgres


def main() -> None:
    """Migrate an empty database up, then compare."""
    with tempfile.TemporaryDirectory() as folder:
        postgres = EmbeddedPostgres(Path(folder), shared_buffers="32MB", fsync="off")
        postgres.start()
        try:
            os.environ["DATABASE_URL"] = postgres.url("postgres")
            check()
        finally:
            postgres.stop()


def check() -> None:
    asyncio.run(migrate())
    try:
        command.check(Config(ALEMBIC_INI))
    except CommandError as difference:
        sys.exit(f"The migrations do not make what is mapped. Write one: alembic revision --autogenerate\n{difference}")


main()
