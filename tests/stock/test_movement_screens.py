"""The ledger of a variant on its page, and what was there at a past moment."""

import re

import pytest
from litestar import Litestar

from comptoir.stock.actions import adjust
from tests.fulfilment.visitors import order_at
from tests.house import BREAD, LYON, NADIA, House
from tests.identity.conftest import app, chain
from tests.identity.test_endpoints import visit
from tests.stock.screens import VARIANT, said

__all__ = ["app", "chain"]


async def test_the_ledger_tells_what_happened_why_by_whom_and_for_which_order(app: Litestar, chain: House) -> None:
    nadia = await visit(app, chain, NADIA)
    async with chain.work(NADIA) as work:
        await adjust(work, location_id=LYON, variant_id=BREAD, reason="theft", quantity=3, reference="shelf 4")
        await adjust(work, location_id=LYON, variant_id=BREAD, reason="damage", quantity=1, reference="")
    story = await order_at(chain, "told")
    await story.collect()
    page = (await nadia.get(f"{VARIANT}/movements")).text
    rows = [said(row) for row in re.findall(r"<li class=\"movement\".*?</li>", page, re.DOTALL)]
    moment = r"Tue 24 Nov, 1\d:\d\d"
    expected = [
        rf"−1 Given to the customer {moment} \S+ {story.number} 6 on hand",
        rf"0 Damaged \+1 not for sale {moment} Nadia 7 on hand",
        rf"−3 Stolen {moment} Nadia shelf 4 7 on hand",
        rf"\+10 Opening stock {moment} Comptoir 10 on hand",
    ]
    assert [bool(re.fullmatch(*each)) for each in zip(expected, rows, strict=True)] == [True] * 4, rows
    assert f'href="/orders?number={story.number}"' in page


async def test_a_long_ledger_goes_on_page_by_page(app: Litestar, chain: House) -> None:
    nadia = await visit(app, chain, NADIA)
    async with chain.work(NADIA) as work:
        for _ in range(60):
            await adjust(work, location_id=LYON, variant_id=BREAD, reason="found", quantity=1, reference="")
    first = (await nadia.get(f"{VARIANT}/movements")).text
    (older,) = re.findall(rf'href="({VARIANT}/movements\?before=\d+)"', first)
    rest = (await nadia.get(older)).text
    versions = [int(version) for page in (first, rest) for version in re.findall(r'id="movement-(\d+)"', page)]
    assert versions == list(range(61, 0, -1))
    assert "before=" not in rest


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("2026-11-24T10:30", "Tue 24 Nov, 10:30: 7 on hand."),
        ("2026-11-24T09:59", "Tue 24 Nov, 09:59: 0 on hand."),
        ("2026-11-24T12:30", "Enter a day and a time that have been."),
        ("yesterday", "Enter a day and a time that have been."),
        ("0001-01-01T00:00", "Enter a day and a time that have been."),
    ],
)
async def test_what_was_there_at_a_moment_can_be_asked_for(app: Litestar, chain: House, at: str, told: str) -> None:
    """Three were stolen at 10:20 in Lyon, and it is eleven."""
    nadia = await visit(app, chain, NADIA)
    chain.wait(minutes=20)
    async with chain.work(NADIA) as work:
        await adjust(work, location_id=LYON, variant_id=BREAD, reason="theft", quantity=3, reference="")
    chain.wait(minutes=40)
    page = await nadia.get(f"{VARIANT}/movements?at={at}")
    assert (page.status_code, told in said(page.text)) == (200, True)
