"""What Zoé does to be paid, and a worker that does what follows."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from comptoir.kit.ids import new_id
from comptoir.payments import actions
from comptoir.payments.actions import Sale
from comptoir.payments.ports import Unpaid
from comptoir.payments.queries import PaymentView, payments_of
from comptoir.payments.rules import left_to_pay, paid
from comptoir.worker import JOBS
from tests.house import LYON, ZOE, House
from tests.payments.stripe_account import READER
from tests.reacting import react


class Till:
    """A sale of fifty euros at Lyon."""

    def __init__(self, house: House) -> None:
        house.clock.at = datetime.now(UTC)  # Stripe's pages end so many minutes from now
        self.house, self.sale_id, self.due = house, new_id(), 5000
        self.troubles: list[Unpaid] = []

    async def cash(self, amount: int, given: int, *, coin: int = 1) -> None:
        async with self.house.work(ZOE) as work:
            actions.pay_in_cash(work, await self._sale(work), amount=amount, given=given, coin=coin)

    async def slip(self, amount: int, reference: str) -> None:
        async with self.house.work(ZOE) as work:
            await actions.pay_by_terminal(work, await self._sale(work), amount=amount, reference=reference)

    async def link(self, amount: int = 5000) -> None:
        async with self.house.work(ZOE) as work:
            actions.ask_by_link(work, await self._sale(work), amount=amount)

    async def reader(self, amount: int = 5000, reader: str = READER) -> None:
        async with self.house.work(ZOE) as work:
            actions.ask_at_reader(work, await self._sale(work), amount=amount, reader=reader)

    async def call_off(self) -> None:
        payment_id = (await self.payments())[-1].id
        async with self.house.work(ZOE) as work:
            await actions.call_off(work, payment_id)

    async def give_back(self, amount: int) -> UUID:
        payment_id = (await self.payments())[-1].id
        async with self.house.work(ZOE) as work:
            return await actions.give_back(work, payment_id, amount=amount, reason="returned")

    async def work_off(self) -> None:
        """A worker reacts, and does every job once; one that fails stays for the next time."""
        await react(self.house)
        for row in await self.house.rows("SELECT id, entrypoint, payload FROM pgqueuer ORDER BY id"):
            await self._do(row)
        await react(self.house)

    async def _do(self, row: Any) -> None:
        try:
            async with self.house.work() as work:
                await JOBS[row.entrypoint](work, row.payload)
                await work.execute(text("DELETE FROM pgqueuer WHERE id = :id"), {"id": row.id})
        except Unpaid as error:
            self.troubles.append(error)

    async def look(self) -> None:
        """Time passes, and the worker looks how payments stand."""
        self.house.wait(minutes=10)
        async with self.house.work() as work:
            await actions.look_due(work)
        await self.work_off()

    async def payments(self) -> list[PaymentView]:
        async with self.house.work() as work:
            return list(await payments_of(work, self.sale_id))

    async def states(self) -> list[str]:
        return [each.state for each in await self.payments()]

    async def paid(self) -> int:
        return paid(each.part for each in await self.payments())

    async def left(self) -> int:
        return left_to_pay(self.due, [each.part for each in await self.payments()])

    async def _sale(self, work: Any) -> Sale:
        return Sale(self.sale_id, LYON, await self.left())
