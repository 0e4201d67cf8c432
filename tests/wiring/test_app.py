"""What the web server is composed of, beside its slices."""

import logging
import subprocess
import sys

import structlog

from comptoir.app import create_app
from comptoir.wiring.settings import Settings

UNKNOWN = """
import comptoir.app
from comptoir.kit.events import all_events
before = set(all_events())
import comptoir.reactions
assert set(all_events()) == before, set(all_events()) - before
"""


def test_logs_stay_ours(settings: Settings) -> None:
    create_app(settings)
    formatters = [handler.formatter for handler in logging.getLogger().handlers]
    assert any(isinstance(each, structlog.stdlib.ProcessorFormatter) for each in formatters)
    assert not any(type(each).__module__.startswith("litestar") for each in formatters)


def test_every_event_of_the_log_is_understood() -> None:
    done = subprocess.run([sys.executable, "-c", UNKNOWN], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
