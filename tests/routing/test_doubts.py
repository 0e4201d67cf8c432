"""What a policy may say, though hardly anybody means it."""

from typing import Any

import msgspec
import pytest

from comptoir.routing.rules import Cheapest, InZone, Listed, Offers, Online, Shipping
from comptoir.routing.rules.doubts import Doubt, doubts
from comptoir.routing.rules.standard import STANDARD
from tests.routing.cast import policy, strategy

ASKED = (Online(), Offers())


def test_what_a_chain_begins_with_leaves_no_doubt() -> None:
    assert doubts(STANDARD, {"LYON"}) == []


@pytest.mark.parametrize(
    ("filters", "ranking", "found"),
    [
        pytest.param((Offers(),), Cheapest((Shipping(),)), [("suspended", "")], id="suspended locations"),
        pytest.param((Online(),), Cheapest((Shipping(),)), [("no_service", "")], id="no service"),
        pytest.param(ASKED, Cheapest(()), [("no_cost", "")], id="nothing counts"),
        pytest.param(ASKED, Listed(("LYON", "PARIS")), [("unknown_location", "PARIS")], id="a list with a mistake"),
        pytest.param((*ASKED, InZone(("near", "moon"))), Cheapest((Shipping(),)), [("unknown_tariff", "moon")],
                     id="a tariff that is not there"),
    ],
)  # fmt: skip
def test_one_may_wonder(filters: Any, ranking: Any, found: list[tuple[Any, str]]) -> None:
    doubtful = msgspec.structs.replace(strategy(*filters), ranking=ranking)
    told = [Doubt(kind, "all", "cheapest", name) for kind, name in found]
    assert doubts(policy(doubtful), {"LYON"}) == told
