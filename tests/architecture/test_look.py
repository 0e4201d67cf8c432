"""The rules of what people see, as far as templates and styles show them without a browser."""

import re
from collections import Counter
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

FRONTEND = Path(__file__).parents[2] / "frontend"
TEMPLATES = sorted((FRONTEND / "templates").rglob("*.html"))

PARSER = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
STARTED = re.compile(r"^\.([a-z-]+)(?:::[a-z-]+)?(?: \{|,$)", re.MULTILINE)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_where_there_is_nothing_people_read_what_to_do(template: Path) -> None:
    silent = [call.args[1] for call in calls(template, "empty") if len(call.args) < 3]
    assert silent == [], "An icon, what there is none of, and what to do or what will come by itself."


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_what_there_is_none_of_is_a_headline(template: Path) -> None:
    titles = [each.value for call in calls(template, "empty") for each in call.args[1].find_all(nodes.Const)]
    assert [title for title in titles if str(title).endswith(".")] == [], "The sentence stands below it."


def test_a_class_is_one_thing() -> None:
    files = Counter(name for sheet in (FRONTEND / "css").rglob("*.css") for name in set(started(sheet)))
    twice = {name for name, count in files.items() if count > 1}
    assert twice == set(), "Two sheets style it, and each spoils the other's; a screen's own says where: `.board .tag`."


def calls(template: Path, macro: str) -> list[nodes.Call]:
    """Where a template uses a macro."""
    tree = PARSER.parse(template.read_text())
    return [call for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name) and call.node.name == macro]


def started(sheet: Path) -> list[str]:
    """The classes that a sheet gives a look, wherever they stand."""
    return STARTED.findall(sheet.read_text())
