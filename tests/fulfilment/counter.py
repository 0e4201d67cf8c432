"""People who count at Lyon, verb by verb; each is a transaction of its own."""

from typing import Any
from uuid import UUID

from comptoir.fulfilment import actions
from comptoir.wiring.actors import Actor
from tests.house import BREAD, LEA, LYON, NADIA, SKUS, ZOE, House

GROCERIES = "Groceries"


class Counter:
    """A count, by default of the groceries; by default Léa counts and Nadia approves."""

    def __init__(self, house: House, count_id: UUID) -> None:
        self.house, self.id = house, count_id

    @classmethod
    async def begin(
        cls, house: House, *, department: str | None = GROCERIES, who: Actor = LEA, location: int = LYON
    ) -> "Counter":
        async with house.work(who) as work:
            count_id = await actions.start_count(work, location_id=location, department=department)
        return cls(house, count_id)

    async def scan(self, variant: int | str, units: int = 1, *, who: Actor = LEA) -> int:
        """Somebody scans units of a variant one by one; the version of the last scan."""
        code = SKUS[variant] if isinstance(variant, int) else variant
        for _ in range(units):
            async with self.house.work(who) as work:
                await actions.count_units(work, self.id, code=code)
        return await self.version()

    async def say(self, variant: int, quantity: int, *, who: Actor = LEA) -> int:
        """Somebody types how many there are."""
        async with self.house.work(who) as work:
            await actions.count_all(work, self.id, variant_id=variant, quantity=quantity)
        return await self.version()

    async def count(self, variant: int, units: int, *, who: Actor = LEA) -> None:
        """A scan, and how many there are."""
        await self.scan(variant, who=who)
        await self.say(variant, units, who=who)

    async def undo(self, version: int, *, who: Actor = LEA) -> None:
        async with self.house.work(who) as work:
            await actions.undo_scan(work, self.id, version=version)

    async def review(self, who: Actor = LEA) -> None:
        async with self.house.work(who) as work:
            await actions.review_count(work, self.id)

    async def mark(self, variant: int, *, is_wanted: bool = True, who: Actor = LEA) -> None:
        async with self.house.work(who) as work:
            await actions.want_recount(work, self.id, variant_id=variant, is_wanted=is_wanted)

    async def reopen(self, who: Actor = LEA) -> None:
        async with self.house.work(who) as work:
            await actions.reopen_count(work, self.id)

    async def approve(self, who: Actor = NADIA, *, missing_are_gone: bool = False) -> None:
        async with self.house.work(who) as work:
            await actions.approve_count(work, self.id, missing_are_gone=missing_are_gone)

    async def finish(self, who: Actor = NADIA, *, missing_are_gone: bool = False) -> None:
        """Review and approve."""
        await self.review()
        await self.approve(who, missing_are_gone=missing_are_gone)

    async def cancel(self, who: Actor = LEA) -> None:
        async with self.house.work(who) as work:
            await actions.cancel_count(work, self.id)

    async def state(self) -> str:
        return await self.house.value("SELECT state FROM counts WHERE id = :id", id=self.id)

    async def version(self) -> int:
        return await self.house.value("SELECT version FROM counts WHERE id = :id", id=self.id)

    async def lines(self, *columns: str) -> dict[int, Any]:
        """What is known of each variant: one column, or several."""
        query = f"SELECT variant_id, {', '.join(columns)} FROM count_lines WHERE count_id = :id"
        rows = await self.house.rows(query, id=self.id)
        return {row[0]: row[1] if len(columns) == 1 else tuple(row[1:]) for row in rows}


async def counted(house: House, *lines: tuple[int, int]) -> Counter:
    """Léa counts (variant, units) pairs of the groceries."""
    count = await Counter.begin(house)
    for variant, units in lines:
        await count.count(variant, units)
    return count


async def count_at(house: House, stage: str, counter: Actor = LEA, *, units: int = 9) -> Counter:
    """A free count that Zoé began and somebody goes on with: of bread, open or in review; no other runs."""
    for row in await house.rows("SELECT id FROM counts WHERE state IN ('open', 'review') AND location_id = 1"):
        await Counter(house, row.id).cancel(NADIA)
    count = await Counter.begin(house, department=None, who=ZOE)
    await count.scan(BREAD, who=counter)
    await count.say(BREAD, units, who=counter)
    if stage == "review":
        await count.review()
    return count
