"""The conditions of a template's looks, when the server draws the page: see docs/decisions/0022.

What a tap will change is declared in templates; `frontend/js/looks/language.js` reads the same there.
"""

import re
from collections.abc import Mapping

TERM = re.compile(r"(!?)([\w-]+)(?:=(.*))?")

Facts = Mapping[str, str | int]


def holds(condition: str, facts: Facts) -> bool:
    """Whether every term of a condition holds: `left`, `!left`, `state=picking,picked`. A fact that is missing is 0."""
    return all(_is_true(term, facts) for term in condition.split())


def _is_true(term: str, facts: Facts) -> bool:
    found = TERM.fullmatch(term)
    assert found, term
    negated, name, values = found.groups()
    value = facts.get(name, 0)
    is_so = str(value) not in ("", "0") if values is None else str(value) in values.split(",")
    return is_so != bool(negated)
