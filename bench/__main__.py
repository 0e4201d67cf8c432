"""Run all benches, or the one that is named: `python -m bench [name]`."""

import importlib
import pkgutil
import sys
from pathlib import Path

from bench.ground import say


def names() -> list[str]:
    """The modules that hold a bench."""
    found = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])]
    return [name for name in found if hasattr(importlib.import_module(f"bench.{name}"), "main")]


for name in sys.argv[1:] or [name for name in names() if name != "__main__"]:
    say(f"bench {name} …")
    importlib.import_module(f"bench.{name}").main()
