"""What was counted, and taken back, while the tablet had no connection."""

import pytest

from tests.fulfilment.counter import Counter
from tests.fulfilment.offline import Outbox
from tests.house import BREAD, LEA, SKUS, House
from tests.identity.conftest import Browser, app, chain, tablet

__all__ = ["app", "chain", "tablet"]

COUNTED = "SELECT counted FROM count_lines WHERE variant_id = :variant"


@pytest.fixture
async def outbox(chain: House, tablet: Browser) -> Outbox:
    """What Léa does offline."""
    await tablet.enter_pin(LEA)
    return Outbox(chain, tablet, LEA)


async def test_a_scan_is_taken_back_by_its_code_and_units(chain: House, outbox: Outbox) -> None:
    url = f"/counts/{(await Counter.begin(chain)).id}"
    for units in (3, 2):
        outbox.do(f"{url}/scan", code=SKUS[BREAD], quantity=str(units))
    outbox.do(f"{url}/undo", code=SKUS[BREAD], quantity="2")
    assert await outbox.answers() == [200, 200, 200]
    assert await outbox.answers() == [200, 200, 200], "sent again"
    assert await chain.value(COUNTED, variant=BREAD) == 3


async def test_the_undo_of_a_scan_that_was_refused_undoes_no_other(chain: House, outbox: Outbox) -> None:
    url = f"/counts/{(await Counter.begin(chain)).id}"
    outbox.do(f"{url}/scan", code=SKUS[BREAD], quantity="1")
    outbox.do(f"{url}/scan", code="9999999999994", quantity="1")
    outbox.do(f"{url}/undo", code="9999999999994", quantity="1")
    assert await outbox.answers() == [200, 404, 404]
    assert await chain.value(COUNTED, variant=BREAD) == 1


async def test_more_cannot_be_taken_back_than_one_counted(chain: House, outbox: Outbox) -> None:
    count = await Counter.begin(chain)
    await count.scan(BREAD)
    outbox.do(f"/counts/{count.id}/undo", code=SKUS[BREAD], quantity="4")
    assert await outbox.answers() == [409]
    assert await chain.value(COUNTED, variant=BREAD) == 1


async def test_a_count_that_was_cancelled_offline_is_over(chain: House, outbox: Outbox) -> None:
    count = await Counter.begin(chain)
    outbox.do(f"/counts/{count.id}/cancel")
    assert await outbox.answers() == [200]
    assert await chain.value("SELECT state FROM counts") == "cancelled"
