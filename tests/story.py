"""One order's life, told verb by verb: Marie orders at Lyon, Léa prepares, Zoé stands at the counter."""

from uuid import UUID

from comptoir.fulfilment import actions
from comptoir.sales.actions import Guest, cancel_order
from comptoir.wiring.links import pickup_token
from tests.house import BREAD, CHEESE, LEA, MARIE, SHOP_SITE, ZOE, House

JOHN = Guest("John Smith", "john.smith@example.com", "+33 6 12 34 56 78", "en")


class Story:
    """Verbs of everybody who has to do with the order; each is a transaction of its own."""

    def __init__(self, house: House, order_id: UUID, preparation_id: UUID, number: str) -> None:
        self.house, self.order_id, self.preparation_id, self.number = house, order_id, preparation_id, number

    @classmethod
    async def begin(cls, house: House, *lines: tuple[int, int], guest: Guest = MARIE) -> "Story":
        """An order, by default of one bread and two cheeses."""
        order = (await house.order(*(lines or ((BREAD, 1), (CHEESE, 2))), guest=guest)).order
        return cls(house, order.id, await house.preparation_of(order.id), order.number)

    @property
    def page(self) -> str:
        """The path of the customer's page."""
        return f"/pickup/{pickup_token(self.house.settings, self.order_id)}"

    async def code(self) -> str:
        return await self.house.value("SELECT code FROM preparations WHERE id = :id", id=self.preparation_id)

    async def take(self) -> None:
        async with self.house.work(LEA) as work:
            await actions.take(work, self.preparation_id)

    async def miss_a_cheese(self) -> None:
        """One of the cheeses is not on its shelf."""
        await self._refuse(CHEESE, 1)

    async def miss_everything(self) -> None:
        await self._refuse(BREAD, 1)
        await self._refuse(CHEESE, 2)

    async def _refuse(self, variant: int, quantity: int) -> None:
        line_id = await self.house.line_of(self.preparation_id, variant)
        async with self.house.work(LEA) as work:
            await actions.refuse(
                work, self.preparation_id, line_id=line_id, quantity=quantity, reason="damaged", found=None
            )

    async def pick(self) -> None:
        """Pick all that is left."""
        query = "SELECT id, quantity - picked - refused AS units FROM preparation_lines WHERE preparation_id = :id"
        for line in await self.house.rows(query, id=self.preparation_id):
            for _ in range(line.units):
                async with self.house.work(LEA) as work:
                    await actions.pick(work, self.preparation_id, line_id=line.id)

    async def make_ready(self) -> None:
        async with self.house.work(LEA) as work:
            await actions.ready(work, self.preparation_id, place="A12")

    async def undo(self) -> None:
        async with self.house.work(LEA) as work:
            await actions.undo_ready(work, self.preparation_id)

    async def tell(self) -> None:
        """The time for undoing passes."""
        self.house.wait(seconds=61)
        async with self.house.work() as work:
            await actions.announce_due(work)

    async def prepare(self) -> None:
        """From the queue to the shelf, and the customer may be told."""
        for verb in (self.take, self.pick, self.make_ready, self.tell):
            await verb()

    async def collect(self) -> None:
        async with self.house.work(ZOE) as work:
            await actions.hand_over(work, self.preparation_id, proof="code")

    async def not_come(self) -> None:
        async with self.house.work(ZOE) as work:
            await actions.cancel_handover(work, self.preparation_id, reason="no_show")

    async def decline(self) -> None:
        async with self.house.work(ZOE) as work:
            await actions.cancel_handover(work, self.preparation_id, reason="refused_by_customer")

    async def expire(self) -> None:
        """Nobody comes for eight days."""
        self.house.wait(days=8)
        async with self.house.work() as work:
            await actions.expire_due(work)

    async def cancel(self) -> None:
        async with self.house.work(SHOP_SITE) as work:
            await cancel_order(work, self.order_id)
