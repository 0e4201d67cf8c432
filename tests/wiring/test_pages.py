"""What every page is given, and what it brings along itself."""

from typing import Any

from comptoir.wiring.pages import page, part
from tests.house import House


async def test_a_page_may_say_itself_what_time_it_shows(house: House) -> None:
    async with house.work() as work:
        context: dict[str, Any] = {"count": {"location_id": 1, "new": 3}, "now": work.now}
        for draw in (page, part):
            assert 'data-count="3"' in draw(work, "fulfilment/_count.html", **context).content
