"""Refusals on the command line."""

from collections.abc import Generator
from contextlib import contextmanager

import click

from comptoir.kit.errors import Refused


@contextmanager
def refusals_told() -> Generator[None]:
    """Within it a refusal ends the command with its sentence, not with a traceback."""
    try:
        yield
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
