"""The rules of the house that imports cannot show; import-linter holds the others (pyproject.toml)."""

import ast
import importlib
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import grimp
import pytest

from comptoir.kit.events import Event, all_events
from comptoir.reactions import REACTIONS, SILENT
from comptoir.wiring.fragments import FRAGMENTS

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "backend" / "comptoir"

NOT_SLICES = {"cli", "kit", "wiring"}
SLICES = {each.parent.name for each in HOUSE.glob("*/__init__.py")} - NOT_SLICES

ROOMS = {"events", "rules", "tables", "queries", "actions", "fragments", "screens", "api", "jobs", "ports"}
PRIVATE_ROOMS = {"screens", "api", "fragments", "jobs", "ports"}

EDGES = {f"wiring/{edge}.py" for edge in ("aside", "edge", "jobs", "lanes", "readers", "sessions", "timers", "work")}
"""Request, job, step of a lane, chunk of the log, timer, and the work and session that they commit; the command line is
one as a whole."""


def test_every_slice_has_only_known_rooms() -> None:
    rooms = {f"{name}/{room.stem}" for name in SLICES for room in (HOUSE / name).iterdir() if is_code(room)}
    assert {room for room in rooms if room.partition("/")[2] not in ROOMS} == set()


def test_every_slice_stands_under_the_contract_of_rooms() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    within = next(contract for contract in contracts if contract["name"].startswith("Within a slice"))
    assert {f"comptoir.{name}" for name in SLICES} == set(within["containers"])


def test_nobody_enters_the_private_rooms_of_another_slice() -> None:
    entered = {
        f"{importer} -> {imported}"
        for importer, imported in imports()
        if slice_of(importer) in SLICES
        and slice_of(imported) in SLICES - {slice_of(importer)}
        and room_of(imported) in PRIVATE_ROOMS
    }
    assert entered == set(), "A page takes another slice's fragment by its address (hx-get), never by import."


def test_every_event_has_a_reaction_or_a_fragment_or_is_declared_silent() -> None:
    for module in modules_of("events") | modules_of("fragments"):
        importlib.import_module(module)
    heard = names(REACTIONS) | names(FRAGMENTS.pushed_events())
    assert " ".join(sorted(names(all_events()) - heard - names(SILENT))) == "", "Nobody hears these."
    assert " ".join(sorted(names(SILENT) & heard)) == "", "These are declared silent, yet somebody hears them."


def test_only_the_edge_commits() -> None:
    committing = {name for name, tree in sources() if any(is_commit(node) for node in ast.walk(tree))}
    assert {name for name in committing if not name.startswith("cli/")} <= EDGES


def test_nine_functions_in_ten_are_under_twenty_lines() -> None:
    lengths = sorted(length(node) for _, tree in sources() for node in ast.walk(tree) if is_function(node))
    assert lengths[len(lengths) * 9 // 10] < 20


def test_most_functions_are_under_eight_lines() -> None:
    lengths = sorted(length(node) for _, tree in sources() for node in ast.walk(tree) if is_function(node))
    assert lengths[len(lengths) // 2] < 8


@pytest.mark.parametrize(
    ("code", "commits"),
    [
        ("await work.commit()", True),
        ("work.session.commit()", True),
        ("commit = 1", False),
        ("await commit_later()", False),
    ],
)
def test_a_commit_is_seen_in_the_code(code: str, commits: bool) -> None:
    assert any(is_commit(node) for node in ast.walk(ast.parse(code))) is commits


def names(events: Iterable[type[Event]]) -> set[str]:
    return {event.name() for event in events}


def modules_of(room: str) -> set[str]:
    """The modules of a room in every slice that has it."""
    graph = grimp.build_graph("comptoir", cache_dir=None)
    return {module for module in graph.modules if slice_of(module) in SLICES and room_of(module) == room}


def imports() -> Iterator[tuple[str, str]]:
    graph = grimp.build_graph("comptoir", cache_dir=None)
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            yield module, imported


def slice_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def room_of(module: str) -> str:
    return [*module.split("."), "", ""][2]


def sources() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(HOUSE.rglob("*.py")):
        yield file.relative_to(HOUSE).as_posix(), ast.parse(file.read_text())


def is_code(path: Path) -> bool:
    return not path.name.startswith("__")


def is_commit(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"


def is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def length(node: ast.AST) -> int:
    """The lines of a function's body, without decorators, signature and docstring."""
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1
