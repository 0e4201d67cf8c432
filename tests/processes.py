"""What tests of real processes and folders need."""

import stat
import time
from collections.abc import Callable
from pathlib import Path


def modes(folder: Path) -> dict[Path, int]:
    """The mode of a folder and of all above it."""
    return {each: stat.S_IMODE(each.stat().st_mode) for each in (folder, *folder.parents)}


def wait_until(true: Callable[[], bool], *, seconds: float = 10) -> None:
    """Look again and again until it is so; fails when it was not in time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
