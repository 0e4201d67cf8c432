"""Trying a policy on past orders with all processors, and showing what it changes."""

import asyncio
import gc
import multiprocessing
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from itertools import islice
from time import monotonic

import click
import msgspec
from rich.table import Table

from comptoir.cli.baskets import Basket
from comptoir.cli.chain import whole_chain
from comptoir.cli.receipts import Receipts
from comptoir.cli.recomputing import Heard
from comptoir.cli.working import working
from comptoir.cli.year import Ground, case, ground
from comptoir.kit.errors import NotFound
from comptoir.routing.queries.kept import Which, count_decisions, decisions_after
from comptoir.routing.queries.policies import policy_view, published_view
from comptoir.routing.queries.trials import Chunk, chunk_of
from comptoir.routing.rules.comparing import Comparison, Tried
from comptoir.routing.rules.planning import plan
from comptoir.routing.rules.replaying import Rivals, replay
from comptoir.wiring.settings import Settings

STORES = 457
AT_ONCE = 500
PROCESSES = os.cpu_count() or 1


class Trial(msgspec.Struct):
    """What was compared, and in which time."""

    compared: Comparison
    seconds: float

    def __str__(self) -> str:
        orders = self.compared.published.orders
        each = 2 * orders / self.seconds if self.seconds else 0
        return f"{orders:,} orders by two policies in {self.seconds:.1f} s: {each:,.0f} plans a second."


async def rivals_of(settings: Settings, version: int) -> Rivals:
    """A version and the policy that orders follow. Raises UsageError where there is no such version, or no other."""
    async with working(settings) as work:
        published = await published_view(work)
        versions = {version, published.version if published else version}
        if published is None or len(versions) == 1:
            raise click.UsageError(f"Orders follow version {version} already, or no version at all.")
        try:
            tried = await policy_view(work, version)
        except NotFound:
            raise click.UsageError(f"There is no version {version}.") from None
        return Rivals(published.policy, tried.policy)


async def try_decisions(settings: Settings, rivals: Rivals, since: datetime | None, progress: Heard) -> Trial:
    """Plan the orders of the database again, as they were first decided."""
    began, compared, which, last = monotonic(), Comparison(), Which(since=since, cause="placed"), None
    async with working(settings) as work:
        total = await count_decisions(work, which)
        with _pool(None) as pool:
            while read := await decisions_after(work, last, which, most=AT_ONCE * PROCESSES):
                last = read[-1].made_at, read[-1].id
                parts = [await chunk_of(work, read[n : n + AT_ONCE], rivals) for n in range(0, len(read), AT_ONCE)]
                await work.rollback()  # a transaction of minutes would hold back every reader of the log
                for part in await asyncio.gather(*(_elsewhere(pool, each) for each in parts)):
                    compared.add(part)
                progress(compared.published.orders, total)
    return Trial(compared, monotonic() - began)


def try_year(rivals: Rivals, *, orders: int | None, progress: Heard) -> Trial:
    """Plan a year of real baskets, as orders to ship over 457 stores and two warehouses."""
    chain = whole_chain()
    on, baskets = ground(chain, STORES), list(Receipts(chain))
    if orders and orders < len(baskets):
        baskets = baskets[:: len(baskets) // orders][:orders]
    gc.collect()
    gc.freeze()  # what is loaded is shared with the processes, and is not to be looked through again and again
    began, compared = monotonic(), Comparison()
    with _pool(on) as pool:
        for part in pool.map(_planned, ((rivals, some) for some in _by(AT_ONCE, baskets))):
            compared.add(part)
            progress(compared.published.orders, len(baskets))
    return Trial(compared, monotonic() - began)


_on: Ground | None = None
"""What the processes plan over; they inherit it."""


def _pool(on: Ground | None) -> ProcessPoolExecutor:
    global _on  # noqa: PLW0603 - inherited by the processes, which could not be handed so much each time
    _on = on
    return ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("fork"))


async def _elsewhere(pool: ProcessPoolExecutor, part: Chunk) -> Comparison:
    return await asyncio.get_running_loop().run_in_executor(pool, _replayed, part)


def _replayed(part: Chunk) -> Comparison:
    return replay(part.past, part.rivals, networks=part.networks, policies=part.policies)


def _planned(part: tuple[Rivals, Sequence[Basket]]) -> Comparison:
    rivals, baskets = part
    compared = Comparison()
    for basket in baskets:
        assert _on
        demand, snapshot = case(_on, basket)
        plans = plan(demand, snapshot, rivals.published), plan(demand, snapshot, rivals.draft)
        compared.count(Tried(str(basket.number), "", demand, *plans))
    return compared


def _by(size: int, baskets: Iterable[Basket]) -> Iterator[list[Basket]]:
    left = iter(baskets)
    while some := list(islice(left, size)):
        yield some


def as_figures(compared: Comparison) -> Table:
    """A comparison for people."""
    before, after = compared.published, compared.draft
    table = Table("per order", box=None, header_style="bold", pad_edge=False)
    for name in ("published", "draft", "difference"):
        table.add_column(name, justify="right")
    _row(table, "cost, €", before.each(before.cost) / 100_000, after.each(after.cost) / 100_000)
    _row(table, "parcels", before.each(before.parcels), after.each(after.parcels))
    _row(table, "on time, %", 100 * before.each(before.on_time), 100 * after.each(after.on_time))
    _row(table, "help for stores, €", before.each(before.boost) / 100_000, after.each(after.boost) / 100_000)
    for name in dict.fromkeys((*before.costs, *after.costs)):
        sums = before.costs.get(name, 0), after.costs.get(name, 0)
        _row(table, f"  {name}, €", before.each(sums[0]) / 100_000, after.each(sums[1]) / 100_000)
    table.add_row(
        "unplaced units, all", f"{before.unplaced:,}", f"{after.unplaced:,}", f"{after.unplaced - before.unplaced:+,}"
    )
    table.add_row("orders that went elsewhere", "", f"{compared.changed:,}", "")
    return table


def _row(table: Table, name: str, before: float, after: float) -> None:
    table.add_row(name, f"{before:,.3f}", f"{after:,.3f}", f"{after - before:+,.3f}")
