"""How a process that we start is bound to us: it hears no Ctrl-C of the terminal, and it ends when we are killed."""

import os
import pwd
import shutil
import signal
from functools import cache
from pathlib import Path

# What lets an unprivileged process reach files below folders that are closed to it, the gentler capability first.
# Containers usually have the second alone.
REACHING = {"dac_read_search": 2, "dac_override": 1}


def bound(command: list[str], *, last_signal: signal.Signals = signal.SIGTERM) -> list[str]:
    """The command, made to get `last_signal` when the thread that starts it is gone, however it went.

    Start it from a thread that lives as long as the process. Where util-linux is missing the command stays as it is.
    """
    return [*_setpriv("--pdeathsig", last_signal.name.removeprefix("SIG")), *command]


def unprivileged(command: list[str], *, user: int) -> list[str]:
    """The command, run as `user` when we are root; it may still read below any folder, so no folder changes its mode.

    The kernel's access(2) forgets capabilities unless the secure bit `no_setuid_fixup` is set, and initdb asks by it.
    """
    if os.geteuid() != 0:
        return command
    entry = pwd.getpwuid(user)
    identity = ("--reuid", str(entry.pw_uid), "--regid", str(entry.pw_gid), "--clear-groups")
    return [*_setpriv(*identity, *_reaching()), *command]


def unprivileged_user() -> int:
    """The user id for servers that refuse to be root: our own, or when we are root the system's `nobody`."""
    return os.geteuid() or pwd.getpwnam("nobody").pw_uid


@cache
def _reaching() -> tuple[str, ...]:
    status = Path("/proc/self/status").read_text()
    effective = int(status.partition("CapEff:")[2].split()[0], 16)
    for name, bit in REACHING.items():
        if effective & 1 << bit:
            return ("--inh-caps", f"+{name}", "--ambient-caps", f"+{name}", "--securebits", "+no_setuid_fixup")
    return ()


@cache
def _setpriv(*options: str) -> tuple[str, ...]:
    program = shutil.which("setpriv")
    return (program, *options, "--") if program else ()
