"""A ready order at the counter, in parts, and the list of what goes back to its shelf."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from comptoir.fulfilment import actions
from comptoir.fulfilment.rules import Given, Part, Rest
from comptoir.wiring.actors import Actor
from tests.house import LYON, ZOE, House
from tests.story import Story


async def ready(house: House, *lines: tuple[int, int]) -> Story:
    """An order that waits for its customer, who was told."""
    story = await Story.begin(house, *lines)
    await story.prepare()
    return story


async def give(
    house: House, story: Story, parts: Mapping[int, Part] | None = None, *, rest: Rest = "waits", who: Actor = ZOE
) -> None:
    """The customer takes parts, by variant; what waits of a variant stands in one line."""
    lines = {await waiting_line(house, story, variant): part for variant, part in (parts or {}).items()}
    async with house.work(who) as work:
        await actions.hand_over(work, story.preparation_id, proof="code", given=Given(lines or None, rest))


async def waiting_line(house: House, story: Story, variant: int) -> UUID:
    query = """SELECT id FROM preparation_lines WHERE preparation_id = :id AND variant_id = :variant
        AND outcome IS NULL"""
    return await house.value(query, id=story.preparation_id, variant=variant)


async def put_all_back(house: House, who: Actor = ZOE) -> int:
    """Somebody puts everything back on its shelf. How many units."""
    rows = await house.rows("SELECT id, quantity - shelved - damaged - missing - given AS units FROM put_backs")
    for row in (row for row in rows if row.units):
        async with house.work(who) as work:
            await actions.put_back(work, row.id)
    return sum(row.units for row in rows)


async def to_put_back(house: House, location: int = LYON) -> dict[int, Any]:
    """Units that are to be put back, by variant."""
    query = """SELECT variant_id, sum(quantity - shelved - damaged - missing - given)::int AS units FROM put_backs
        WHERE location_id = :at AND ended_at IS NULL GROUP BY 1"""
    return {row.variant_id: row.units for row in await house.rows(query, at=location)}
