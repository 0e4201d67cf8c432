"""The database of a command: the one that DATABASE_URL names, else the embedded one."""

import os
from collections.abc import Generator
from contextlib import contextmanager

import click

from comptoir.wiring.embedded import EmbeddedPostgres
from comptoir.wiring.postgres_programs import EmbeddedFailed
from comptoir.wiring.settings import get_settings

DATABASE = "comptoir"


@contextmanager
def database() -> Generator[EmbeddedPostgres | None]:
    """Within it `get_settings().database_url` is set, here and in every process started here.

    Without DATABASE_URL the embedded PostgreSQL is started and given, or joined if `comptoir up` already runs; it stops
    at the end if it was started here.
    """
    settings = get_settings()
    if settings.database_url:
        yield None
        return
    postgres = EmbeddedPostgres(settings.data)
    try:
        postgres.start()
        postgres.ensure_database(DATABASE)
        _announce(postgres.url(DATABASE))
        yield postgres
    except EmbeddedFailed as failure:
        raise click.ClickException(str(failure)) from failure
    finally:
        postgres.stop()


def _announce(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    get_settings.cache_clear()
