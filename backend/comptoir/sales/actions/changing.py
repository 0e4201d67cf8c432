"""Change an order that is being served: more or less of a line, by another way, or to another place.

Only what the change touches is taken back from who serves it and given again; what somebody has in hand stays.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, TypeVar
from uuid import UUID

import msgspec

from comptoir.customers.actions import NewAddress, add_address
from comptoir.fulfilment.actions import withdraw
from comptoir.fulfilment.queries.unpicked import Unpicked, unpicked
from comptoir.kit.ids import new_id
from comptoir.network.queries import location_by_code
from comptoir.orders import actions as orders
from comptoir.orders.queries import promise_of
from comptoir.routing import actions as routing
from comptoir.sales import rules
from comptoir.sales.actions.cancelling import cancel_order
from comptoir.sales.queries import Ordered, OrderedLine, ordered
from comptoir.stock.rules import UnknownLocation
from comptoir.wiring.work import Work

Method = Literal["collect", "ship"]
Key = TypeVar("Key")


class LineChange(msgspec.Struct, frozen=True):
    """A line is to have another quantity (0: none of it), or reach the customer by another method.

    `method` says which line is meant, where several have the SKU.
    """

    sku: str
    quantity: int | None = None
    to: Method | None = None
    method: Method | None = None


class Change(msgspec.Struct, frozen=True):
    """What is to be different. `location` is the code of where it is collected."""

    lines: Sequence[LineChange] = ()
    address: NewAddress | None = None
    location: str | None = None


class Differences(msgspec.Struct, frozen=True):
    """By line: units less and more, and the methods of those that change them."""

    less: dict[UUID, int]
    more: dict[UUID, int]
    methods: dict[UUID, Method]


async def change_order(
    work: Work, order_id: UUID, change: Change, *, incomplete: Literal["refuse", "wait"] = "refuse"
) -> None:
    """Change what is not with the customer yet. What nobody can serve makes it refused, or waits.

    Raises NotFound, AlreadyCancelled, AlreadyFulfilled, NoSuchLine, PickedAlready, LocationMissing, AddressMissing,
    UnknownLocation, NotEnoughAnywhere.
    """
    locked = await orders.lock(work, order_id)
    rules.check_change(locked.number, locked.status)
    before = await ordered(work, order_id)
    differing = _differences(before, change)
    if _leaves_nothing(before, differing):
        await cancel_order(work, order_id)
        return
    await _send_elsewhere(work, order_id, before, change, differing)
    await orders.add_units(work, order_id, differing.more)
    arrives_at = await _take_back(work, order_id, before, change, differing)
    await routing.reroute(work, order_id, cause="changed")
    if incomplete == "refuse":
        _check_served(before, await ordered(work, order_id))
    await _tell(work, order_id, arrives_at)


def _differences(before: Ordered, change: Change) -> Differences:
    differing = Differences({}, {}, {})
    for each in change.lines:
        line = _find(before.lines, each)
        if each.quantity is not None and each.quantity != line.wanted:
            units = differing.more if each.quantity > line.wanted else differing.less
            units[line.id] = abs(each.quantity - line.wanted)
        if each.to is not None and each.to != line.method:
            differing.methods[line.id] = each.to
    return differing


def _leaves_nothing(before: Ordered, differing: Differences) -> bool:
    return all(line.wanted == differing.less.get(line.id, 0) for line in before.lines)


def _find(lines: Iterable[OrderedLine], change: LineChange) -> OrderedLine:
    found = [line for line in lines if line.sku == change.sku and change.method in (None, line.method)]
    if len(found) != 1:
        raise rules.NoSuchLine(field="lines", sku=change.sku)
    return found[0]


async def _send_elsewhere(work: Work, order_id: UUID, before: Ordered, change: Change, differing: Differences) -> None:
    """Write down how and where it goes from now on. Raises LocationMissing, AddressMissing or UnknownLocation."""
    store = await location_by_code(work, change.location) if change.location else None
    if change.location and store is None:
        raise UnknownLocation(field="location", location=change.location)
    methods = {differing.methods.get(line.id, line.method) for line in before.lines}
    has_address = (change.address or before.address_id) is not None
    location = change.location or ("" if before.location_id is not None else None)
    rules.check_destination(methods, location=location, has_address=has_address)
    address_id = new_id() if change.address else None
    if change.address and address_id:
        add_address(work, address_id, before.customer_id, change.address)
    at = store.id if store else None
    await orders.send_elsewhere(work, order_id, methods=differing.methods, location_id=at, address_id=address_id)


async def _take_back(
    work: Work, order_id: UUID, before: Ordered, change: Change, differing: Differences
) -> datetime | None:
    """Take back what the change touches; when what stays though it goes elsewhere is with the customer."""
    there = await unpicked(work, order_id)
    dropped = _dropped(before, there, differing)
    moved = _moved(before, _without(there, dropped), change, differing)
    addressed, arrives_at = await _readdressed(work, there, change, {each.preparation_id for each in moved})
    freed = [*moved, *addressed, *dropped]
    await _withdraw(work, order_id, freed, again=[*moved, *addressed])
    await orders.cancel_units(work, order_id, differing.less)
    return arrives_at


def _dropped(before: Ordered, there: Sequence[Unpicked], differing: Differences) -> list[Unpicked]:
    """What is not wanted any more: first what nobody serves, then what nobody began. Raises PickedAlready."""
    found: list[Unpicked] = []
    for line in (line for line in before.lines if line.id in differing.less):
        left = differing.less[line.id] - line.unplaced
        for each in (each for each in there if each.line_id == line.id and left > 0):
            found.append(msgspec.structs.replace(each, units=min(left, each.units)))
            left -= found[-1].units
        if left > 0:
            raise rules.PickedAlready(sku=line.sku, left=differing.less[line.id] - left)
    return found


def _moved(before: Ordered, there: Sequence[Unpicked], change: Change, differing: Differences) -> list[Unpicked]:
    """All of the lines that are to go another way, or be collected elsewhere. Raises PickedAlready."""
    ways = {
        line.id
        for line in before.lines
        if line.id in differing.methods or (change.location is not None and line.method == "collect")
    }
    for line in (line for line in before.lines if line.id in ways):
        free = line.unplaced + sum(each.units for each in there if each.line_id == line.id)
        if free < line.wanted - differing.less.get(line.id, 0):
            raise rules.PickedAlready(sku=line.sku, left=free)
    return [each for each in there if each.line_id in ways]


def _without(there: Sequence[Unpicked], gone: Sequence[Unpicked]) -> list[Unpicked]:
    units = {each.allocation_id: each.units for each in gone}
    left = [msgspec.structs.replace(each, units=each.units - units.get(each.allocation_id, 0)) for each in there]
    return [each for each in left if each.units]


async def _readdressed(
    work: Work, there: Sequence[Unpicked], change: Change, but: set[UUID]
) -> tuple[list[Unpicked], datetime | None]:
    """What goes to another address, and that others would bring better; and when the rest of it arrives."""
    ids = dict.fromkeys((e.preparation_id, e.location_id) for e in there if e.method == "ship" and e.is_free)
    if change.address is None:
        return [], None
    looked = {at[0]: await routing.reconsider(work, *at) for at in ids if at[0] not in but}
    leaving = [each for each in there if each.preparation_id in looked and not looked[each.preparation_id].stays]
    arriving = [one.arrives_at for one in looked.values() if one.stays and one.arrives_at]
    return leaving, max(arriving, default=None)


async def _withdraw(work: Work, order_id: UUID, freed: Sequence[Unpicked], *, again: Sequence[Unpicked]) -> None:
    levels, lines = _sum((each.level, each.units) for each in freed), _sum((each.line_id, each.units) for each in again)
    await routing.lock_ahead(work, order_id, freed=levels, more=lines)
    for preparation_id in dict.fromkeys(each.preparation_id for each in freed):
        units = _sum((each.allocation_id, each.units) for each in freed if each.preparation_id == preparation_id)
        await withdraw(work, preparation_id, because="changed", units=units)


def _check_served(before: Ordered, after: Ordered) -> None:
    """Raises NotEnoughAnywhere where the change left something that nobody serves, and that was served before."""
    waited = {line.id: line.unplaced for line in before.lines}
    short = [line for line in after.lines if line.unplaced > waited[line.id]]
    if short:
        raise rules.NotEnoughAnywhere(lines=[{"sku": line.sku, "wanted": line.wanted} for line in short])


async def _tell(work: Work, order_id: UUID, arrives_at: datetime | None) -> None:
    """Where what stays takes longer than was promised, that is told beside it; routing tells of what it moves."""
    await work.flush()
    if arrives_at and arrives_at > await promise_of(work, order_id):
        orders.promise_again(work, order_id, arrives_at)
        await work.flush()


def _sum(pairs: Iterable[tuple[Key, int]]) -> dict[Key, int]:
    total: dict[Key, int] = {}
    for key, units in pairs:
        total[key] = total.get(key, 0) + units
    return total
