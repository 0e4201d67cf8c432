"""What was put back on its shelf while the tablet had no connection: once, and as far as nobody did it meanwhile."""

from typing import Any

import pytest

from tests.fulfilment.offline import Outbox
from tests.fulfilment.returns import put_all_back, ready, to_put_back
from tests.house import BREAD, CHEESE, LEA, LYON, SKUS, House, Level
from tests.identity.conftest import Browser, app, chain, tablet
from tests.invariants.truth import contradictions

__all__ = ["app", "chain", "tablet"]

SAID = "SELECT sum(shelved)::int, sum(damaged)::int, sum(missing)::int FROM put_backs"
CONFLICTS = "SELECT command, reason, variant_id, preparation_id FROM conflicts ORDER BY found_at, id"


@pytest.fixture
async def outbox(chain: House, tablet: Browser) -> Outbox:
    """What Léa does offline."""
    await tablet.enter_pin(LEA)
    return Outbox(chain, tablet, LEA)


async def on_the_list(chain: House, *lines: tuple[int, int]) -> Any:
    """Goods that nobody wanted. The preparation that they were of, and each variant's place on the list."""
    story = await ready(chain, *lines)
    await story.decline()
    rows = await chain.rows("SELECT variant_id, id FROM put_backs WHERE ended_at IS NULL")
    return story, {row.variant_id: row.id for row in rows}


async def test_what_was_scanned_tapped_damaged_and_missed_offline_is_entered_once(chain: House, outbox: Outbox) -> None:
    _, places = await on_the_list(chain, (BREAD, 3), (CHEESE, 2))
    outbox.do(f"/stores/{LYON}/put-back/scan", code=SKUS[BREAD])
    outbox.do(f"/put-back/{places[BREAD]}/shelved", quantity="2")
    outbox.do(f"/put-back/{places[CHEESE]}/not-shelved", found="damaged", quantity="1")
    outbox.do(f"/put-back/{places[CHEESE]}/not-shelved", found="missing", quantity="1")
    assert await outbox.answers() == [200, 200, 200, 200]
    assert await outbox.answers() == [200, 200, 200, 200], "sent again"
    assert await to_put_back(chain) == {}
    assert await chain.rows(SAID) == [(3, 1, 1)]
    assert (await chain.level(BREAD)).reserved == 0
    assert await contradictions(chain) == []


async def test_of_what_a_colleague_put_back_in_part_counts_what_was_left(chain: House, outbox: Outbox) -> None:
    _, places = await on_the_list(chain, (BREAD, 3))
    outbox.do(f"/put-back/{places[BREAD]}/shelved", quantity="3")
    await outbox.tablet.post(f"/stores/{LYON}/put-back/scan", headers={"HX-Request": "true"}, code=SKUS[BREAD])
    assert await outbox.answers() == [200]
    assert await chain.rows(SAID) == [(3, 0, 0)]
    assert await chain.level(BREAD) == Level(on_hand=10)
    assert await contradictions(chain) == []


async def test_what_a_colleague_put_back_meanwhile_is_a_card_and_changes_nothing(chain: House, outbox: Outbox) -> None:
    story, places = await on_the_list(chain, (BREAD, 2))
    outbox.do(f"/put-back/{places[BREAD]}/not-shelved", found="missing", quantity="1")
    outbox.do(f"/stores/{LYON}/put-back/scan", code=SKUS[BREAD])
    await put_all_back(chain)
    assert await outbox.answers() == [409, 409]
    assert await chain.level(BREAD) == Level(on_hand=10)
    assert await chain.rows(CONFLICTS) == [
        ("not_shelved", "shelved-already", BREAD, story.preparation_id),
        ("put_back", "nothing-to-shelve", BREAD, None),
    ]
