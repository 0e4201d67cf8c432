"""The conditions by which a page hides what does not hold yet."""

import pytest

from comptoir.wiring.looks import holds

FACTS = {"state": "picking", "left": 2, "holder": 0}


@pytest.mark.parametrize("condition", ["", "left", "!holder", "state=picked,picking", "left state=picking !state=open"])
def test_a_condition_holds_when_all_its_terms_do(condition: str) -> None:
    assert holds(condition, FACTS)


@pytest.mark.parametrize("condition", ["holder", "!left", "state=picked", "left state=open", "!state=picking", "away"])
def test_a_condition_does_not_hold_when_one_of_its_terms_does_not(condition: str) -> None:
    assert not holds(condition, FACTS)
