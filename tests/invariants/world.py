"""The shelves as they really are, beside what the system knows: people sell, steal, break and count what is there."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from comptoir.fulfilment import actions
from comptoir.kit.errors import Refused
from comptoir.sales.actions import cancel_order
from comptoir.stock import actions as stock
from comptoir.stock.actions.feeding import take_movements
from tests.fulfilment.counter import Counter
from tests.house import BREAD, CHEESE, LEA, LYON, NADIA, SHOP_SITE, ZOE, House

GOODS = (BREAD, CHEESE)


@dataclass
class Promised:
    """An order of one variant; so many of its units are in their bin."""

    id: UUID
    preparation_id: UUID
    variant: int
    quantity: int
    picked: int = 0


@dataclass
class Goods:
    """Where the units of a variant are, and how many more the system believes in.

    `since` is how many more it will believe in once the running count is entered: what nobody told it since that count
    of the variant, which was at `counted_at`; the one that was entered last was at `stated_at`.
    """

    shelf: int
    aside: int = 0
    believed: int = 0
    since: int = 0
    counted_at: datetime | None = None
    stated_at: datetime | None = None

    def was_told(self, units: int, at: datetime) -> None:
        """The system hears of what came, or went (below 0), at a moment."""
        if self.stated_at is None or at > self.stated_at:
            self.believed += units
            self.since += units if self.counted_at is None or at > self.counted_at else 0

    def was_entered(self) -> None:
        """What was counted is what the system believes."""
        if self.counted_at:
            self.believed, self.stated_at, self.counted_at = self.since, self.counted_at, None

    def changed_unseen(self, units: int) -> None:
        """Units came, or went (below 0), and the system does not know."""
        self.shelf += units
        self.believed -= units
        self.since -= units


@dataclass
class World:
    """Lyon's bread and cheese. What is not possible at the moment does not happen."""

    house: House
    goods: dict[int, Goods]
    orders: list[Promised] = field(default_factory=list[Promised])
    untold: list[tuple[int, datetime]] = field(default_factory=list[tuple[int, datetime]])
    count: Counter | None = None

    async def order(self, variant: int, quantity: int) -> None:
        placed = await self.house.order((variant, quantity))
        preparation_id = await self.house.preparation_of(placed.order.id)
        self.orders.append(Promised(placed.order.id, preparation_id, variant, quantity))

    async def pick(self, which: int) -> None:
        """A unit goes from the shelf into a bin."""
        order = self._one(which)
        if order is None or order.picked == order.quantity or not self.goods[order.variant].shelf:
            return
        async with self.house.work(LEA) as work:
            await actions.take(work, order.preparation_id, over=True)
            line_id = await self.house.line_of(order.preparation_id, order.variant)
            await actions.pick(work, order.preparation_id, line_id=line_id)
        self.goods[order.variant].shelf -= 1
        order.picked += 1

    async def collect(self, which: int) -> None:
        """The customer comes for an order that is picked."""
        order = self._one(which)
        if order is None or order.picked < order.quantity:
            return
        async with self.house.work(LEA) as work:
            await actions.ready(work, order.preparation_id, place="A1")
        async with self.house.work(ZOE) as work:
            await actions.hand_over(work, order.preparation_id, proof="code")
        self.orders.remove(order)

    async def cancel(self, which: int) -> None:
        """The customer does not want it; what is in the bin is put back."""
        if order := self._one(which):
            async with self.house.work(SHOP_SITE) as work:
                await cancel_order(work, order.id)
            self.goods[order.variant].shelf += order.picked
            self.orders.remove(order)

    async def vanish(self, variant: int) -> None:
        if self.goods[variant].shelf:
            self.goods[variant].changed_unseen(-1)

    async def turn_up(self, variant: int) -> None:
        self.goods[variant].changed_unseen(1)

    async def break_one(self, variant: int) -> None:
        """A unit is put aside, and the system told."""
        if not self.goods[variant].shelf:
            return
        async with self.house.work(LEA) as work:
            await stock.adjust(
                work, location_id=LYON, variant_id=variant, reason="damage", quantity=1, reference="adjustment"
            )
        self.goods[variant].shelf -= 1
        self.goods[variant].aside += 1

    async def sell_at_till(self, variant: int) -> None:
        """A unit is sold, and the till will tell later."""
        if self.goods[variant].shelf:
            self.goods[variant].changed_unseen(-1)
            self.untold.append((variant, self.house.clock.at))

    async def till_tells(self) -> None:
        """The till tells of all that it sold, and when; what lies before a level's last count is in that count."""
        for variant, at in self.untold:
            async with self.house.work() as work:
                sold = LYON, variant, 1, -1, at, "sale", f"receipt {at}"
                await take_movements(work, [sold], source="till")
            self.goods[variant].was_told(-1, at)
        self.untold.clear()

    async def count_one(self, variant: int) -> None:
        """Somebody counts what stands on the shelf."""
        self.count = self.count or await Counter.begin(self.house, department=None)
        await self.count.count(variant, self.goods[variant].shelf)
        self.goods[variant].since, self.goods[variant].counted_at = 0, self.house.clock.at

    async def review(self) -> None:
        if self.count:
            await self.count.review()

    async def recount(self, variant: int) -> None:
        """The line is struck, and is to be counted again."""
        if self.count:
            await self.count.mark(variant)
            await self.count.reopen()
            self.goods[variant].counted_at = None

    async def approve(self) -> None:
        """What was counted becomes stock."""
        if self.count:
            await self.count.approve(NADIA)
            for goods in self.goods.values():
                goods.was_entered()
            self.count = None

    async def do(self, name: str, *parameters: int) -> bool:
        """Whether it was carried out; time passes in any case."""
        self.house.wait(seconds=7)
        try:
            await getattr(self, name)(*parameters)
        except Refused:
            return False
        return True

    async def is_known(self) -> bool:
        """Whether the system believes what it can know."""
        for variant, goods in self.goods.items():
            binned = sum(order.picked for order in self.orders if order.variant == variant)
            level = await self.house.level(variant)
            known = goods.shelf + binned + goods.aside + goods.believed, goods.aside
            if (level.on_hand, level.unsellable) != known:
                return False
        return True

    def _one(self, which: int) -> Promised | None:
        return self.orders[which % len(self.orders)] if self.orders else None
