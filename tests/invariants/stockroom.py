"""What may happen to stock, as data that chance can choose: sales, holds, counts, corrections, refusals."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from comptoir.fulfilment import actions as store_work
from comptoir.fulfilment.actions.transfers import receiving
from comptoir.kit.errors import Refused
from comptoir.sales.actions import Wanted, cancel_order, place_order
from comptoir.stock import actions as stock
from comptoir.stock.rules import Adjustment
from comptoir.wiring.work import Work
from tests.house import ANNECY, LEA, LYON, MARIE, NADIA, PAUL, SHOP_SITE, SKUS, House
from tests.journey import balance, call_off, count, pick_for, refuse_for, send_off

CODES = {LYON: "LYON", ANNECY: "ANNECY"}
Deed = tuple[Any, ...]
"""The name of a deed, and its parameters; numbers that choose among what there is are counted round and round."""


class Stockroom:
    """Does deeds, each in a transaction of its own, and remembers what it made, for later deeds to go on with."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.holds: list[tuple[UUID, int, int, int]] = []
        self.orders: list[tuple[UUID, int]] = []
        self.transfers: list[tuple[UUID, int]] = []

    async def do(self, deed: Deed) -> bool:
        """Whether it was carried out; a refusal is as good, anything else fails."""
        name, *parameters = deed
        act: Callable[..., Awaitable[None]] = getattr(self, name)
        try:
            await act(*parameters)
        except Refused:
            return False
        return True

    async def sell(self, location: int, variant: int, quantity: int) -> None:
        placed = await self.house.order((variant, quantity), location=location)
        self.orders.append((placed.order.id, location))

    async def hold(self, location: int, variant: int, quantity: int, minutes: int) -> None:
        async with self.house.work(NADIA) as work:
            units = {(location, variant): quantity}
            hold_id = await stock.hold(work, units, purpose="basket", channel="web", minutes=minutes)
        self.holds.append((hold_id, location, variant, quantity))

    async def extend(self, which: int, minutes: int) -> None:
        if held := _one(self.holds, which):
            async with self.house.work(NADIA) as work:
                await stock.extend_hold(work, held[0], minutes=minutes)

    async def release(self, which: int) -> None:
        if held := _one(self.holds, which):
            async with self.house.work(NADIA) as work:
                await stock.release_hold(work, held[0])

    async def buy(self, which: int) -> None:
        """What is held becomes an order."""
        if held := _one(self.holds, which):
            hold_id, location, variant, quantity = held
            async with self.house.work(SHOP_SITE) as work:
                lines = [Wanted(SKUS[variant], quantity)]
                placed = await place_order(
                    work,
                    channel="web",
                    location=CODES[location],
                    guest=MARIE,
                    lines=lines,
                    reference=None,
                    hold_id=hold_id,
                )
            self.orders.append((placed.order.id, location))

    async def cancel(self, which: int) -> None:
        if order := _one(self.orders, which):
            async with self.house.work(SHOP_SITE) as work:
                await cancel_order(work, order[0])

    async def expire(self) -> None:
        await self._tick(stock.expire_holds)

    async def give_up(self) -> None:
        """What nobody collected goes back."""
        await self._tick(store_work.expire_due)

    async def count(self, location: int, variant: int, units: int, minutes_ago: int) -> None:
        async with self.house.work(NADIA) as work:
            as_of = work.now - timedelta(minutes=minutes_ago)
            await stock.state(work, {(location, variant): units}, as_of=as_of, cause="count", reference="count")

    async def adjust(self, location: int, variant: int, reason: Adjustment, quantity: int) -> None:
        async with self.house.work(NADIA) as work:
            kind: Any = "damaged" if reason == "restore" else None
            await stock.adjust(
                work,
                location_id=location,
                variant_id=variant,
                reason=reason,
                quantity=quantity,
                kind=kind,
                reference="adjust",
            )

    async def keep_back(self, location: int | None, quantity: int) -> None:
        async with self.house.work() as work:
            await stock.keep_back(work, stock.Fits(location_id=location), quantity)

    async def prepare(self, which: int, steps: int) -> None:
        """The store's people go so many steps with an order: take, pick all, ready, hand over."""
        if order := _one(self.orders, which):
            preparation_id, line_id, left = await self._preparation(order[0])
            who = LEA if order[1] == LYON else PAUL
            verbs: Sequence[Callable[[Work], Awaitable[Any]]] = (
                lambda work: store_work.take(work, preparation_id),
                *[lambda work: store_work.pick(work, preparation_id, line_id=line_id)] * left,
                lambda work: store_work.ready(work, preparation_id, place="A1"),
                lambda work: store_work.hand_over(work, preparation_id, proof="code"),
            )
            for verb in verbs[:steps]:
                async with self.house.work(who) as work:
                    await verb(work)

    async def refuse(self, which: int, reason: Any, found: int | None) -> None:
        """A unit of an order can't be served."""
        if order := _one(self.orders, which):
            preparation_id, line_id, _ = await self._preparation(order[0])
            async with self.house.work(LEA if order[1] == LYON else PAUL) as work:
                await store_work.take(work, preparation_id)
                await store_work.refuse(work, preparation_id, line_id=line_id, quantity=1, reason=reason, found=found)

    async def balance(self, variant: int, quantity: int) -> None:
        """Lyon is to send units to Annecy."""
        self.transfers.append((await balance(self.house, (variant, quantity)), variant))

    async def gather(self, which: int, units: int, reason: Any) -> None:
        """Units go into the box; one can't, where a reason is said; what is complete is sent."""
        if transfer := _one(self.transfers, which):
            transfer_id, variant = transfer
            if reason:
                await refuse_for(self.house, transfer_id, variant, reason=reason)
            await pick_for(self.house, transfer_id, variant, units)
            await send_off(self.house, transfer_id)

    async def call_off(self, which: int) -> None:
        if transfer := _one(self.transfers, which):
            await call_off(self.house, transfer[0])

    async def receive(self, which: int, units: int, is_last: bool) -> None:
        """Units arrive at Annecy, one of three damaged."""
        if transfer := _one(self.transfers, which):
            transfer_id, variant = transfer
            await count(self.house, transfer_id, variant, units, damaged=units // 3)
            async with self.house.work(PAUL) as work:
                await receiving.receive(work, transfer_id, is_last=is_last)

    async def _preparation(self, order_id: UUID) -> tuple[UUID, UUID, int]:
        query = """SELECT p.id, l.id AS line_id, l.quantity - l.picked - l.refused AS units_left FROM preparations p
            JOIN preparation_lines l ON l.preparation_id = p.id WHERE p.order_id = :order"""
        (row,) = await self.house.rows(query, order=order_id)
        return row.id, row.line_id, row.units_left

    async def _tick(self, timer: Callable[[Work], Awaitable[int]]) -> None:
        async with self.house.work() as work:
            await timer(work)


def _one(made: Sequence[Any], which: int) -> Any:
    return made[which % len(made)] if made else None
