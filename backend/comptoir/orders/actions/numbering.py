"""Numbers that no two orders share."""

from sqlalchemy import select

from comptoir.kit.ids import order_number
from comptoir.orders.tables import order_serial
from comptoir.wiring.work import Work


class Serials:
    """Order serials in blocks, so that only every hundredth order asks the database. Gaps are of no matter."""

    block = 100

    def __init__(self) -> None:
        self._next: int = 0
        self._end: int = 0

    async def next(self, work: Work) -> int:
        if self._next == self._end:
            start = (await work.execute(select(order_serial.next_value()))).scalar_one()
            self._next, self._end = start, start + self.block
        self._next += 1
        return self._next - 1

    def forget(self) -> None:
        """For tests, in which a process sees one database after the other."""
        self._next = self._end = 0


_serials = Serials()


forget_serials = _serials.forget


async def next_number(work: Work) -> str:
    """A number that no other order has."""
    return order_number(await _serials.next(work))
