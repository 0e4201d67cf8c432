"""Waves at Lyon, verb by verb; each is a transaction of its own. By default Léa walks."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from comptoir.fulfilment import actions
from comptoir.fulfilment.actions.waves import ending, handing, picking, starting
from comptoir.fulfilment.queries.wave_views import WaveView
from comptoir.fulfilment.queries.waves import wave as wave_view
from comptoir.sales.actions import cancel_order
from comptoir.stock.rules import RefusalReason
from comptoir.wiring.actors import Actor
from tests.house import LEA, LYON, SHOP_SITE, SKUS, House
from tests.reacting import react

Lines = Sequence[tuple[int, int]]


class Walk:
    """A wave, and the orders in it in the order of their totes."""

    def __init__(self, house: House, wave_id: UUID, orders: list[UUID], preparations: list[UUID]) -> None:
        self.house, self.id, self.orders, self.preparations = house, wave_id, orders, preparations

    @classmethod
    async def begin(cls, house: House, *orders: Lines, who: Actor = LEA) -> "Walk":
        """Orders that arrive one after the other, each due a little later, taken for one walk."""
        order_ids, preparation_ids = await arrive(house, *orders)
        async with house.work(who) as work:
            wave_id = await starting.start_wave(work, location_id=LYON, preparation_ids=preparation_ids)
        return cls(house, wave_id, order_ids, preparation_ids)

    async def scan(self, variant: int | str, *, who: Actor = LEA) -> picking.Placed:
        code = SKUS[variant] if isinstance(variant, int) else variant
        async with self.house.work(who) as work:
            return await picking.pick_by_code(work, self.id, code=code)

    async def totes_of(self, variant: int, units: int) -> list[int]:
        """The totes that so many units of a variant go to, one after the other."""
        return [(await self.scan(variant)).tote for _ in range(units)]

    async def refuse(
        self, variant: int, quantity: int, reason: RefusalReason = "not_in_stock", *, found: int | None = None
    ) -> None:
        async with self.house.work(LEA) as work:
            await picking.refuse_units(work, self.id, variant_id=variant, quantity=quantity, reason=reason, found=found)

    async def unpick(self, placed: picking.Placed) -> None:
        async with self.house.work(LEA) as work:
            await picking.put_back_one(work, self.id, preparation_id=placed.preparation_id, line_id=placed.line_id)

    async def offer(self, to: Actor, *, who: Actor = LEA) -> None:
        async with self.house.work(who) as work:
            await handing.offer_wave(work, self.id, staff_id=int(to.id))

    async def decline(self, who: Actor) -> None:
        async with self.house.work(who) as work:
            await handing.decline_wave(work, self.id)

    async def take(self, who: Actor, *, over: bool = False) -> None:
        async with self.house.work(who) as work:
            await handing.take_wave(work, self.id, over=over)

    async def put_back(self, number: int, *, who: Actor = LEA) -> None:
        async with self.house.work(who) as work:
            await ending.put_back_tote(work, self.id, number=number)

    async def dissolve(self, *, who: Actor = LEA) -> None:
        async with self.house.work(who) as work:
            await ending.dissolve_wave(work, self.id)

    async def cancel(self, tote: int) -> None:
        """The customer of an order in it cancels that."""
        async with self.house.work(SHOP_SITE) as work:
            await cancel_order(work, self.orders[tote - 1])
        await react(self.house)

    async def ready(self, tote: int, *, who: Actor = LEA) -> None:
        async with self.house.work(who) as work:
            await actions.ready(work, self.preparations[tote - 1], place=f"A{tote}")
        await react(self.house)

    async def state(self) -> str:
        return await self.house.value("SELECT state FROM waves WHERE id = :id", id=self.id)

    async def seen(self) -> WaveView:
        """As its screen has it."""
        async with self.house.work(LEA) as work:
            found = await wave_view(work, self.id)
        assert found
        return found

    async def standings(self) -> list[str]:
        """How the totes stand, by number."""
        return [tote.standing for tote in (await self.seen()).totes]

    async def states(self) -> list[Any]:
        """The states of the preparations, by tote."""
        return [await self.house.state_of(each) for each in self.preparations]


async def arrive(house: House, *orders: Lines) -> tuple[list[UUID], list[UUID]]:
    """Orders that arrive one after the other: their ids, and those of their preparations."""
    order_ids: list[UUID] = []
    for lines in orders:
        order_ids.append((await house.order(*lines)).order.id)
        house.wait(minutes=16)  # a promise is told in quarters of an hour
    return order_ids, [await house.preparation_of(each) for each in order_ids]
