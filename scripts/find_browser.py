"""Prints the Chromium for the tests in the browser: the system's, else Playwright's own. Fails if there is none."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright


def find() -> str | None:
    """The path of a Chromium."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        return own if Path(own).exists() else None


print(find() or sys.exit(1))  # noqa: T201
