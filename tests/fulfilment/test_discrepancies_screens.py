"""The lists of what differed, by their forms and live: each end says what is its own, and sees what the other says."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import text

from tests.fulfilment.arrivals import arrived
from tests.fulfilment.test_counts_live import granted, push_of
from tests.fulfilment.test_screens_live import Served, follow, served
from tests.fulfilment.visitors import VISITORS, tap, visitors
from tests.house import ANNECY, BREAD, CHEESE, IRIS, LYON, NADIA, PAUL, House, Level
from tests.identity.conftest import Browser, app, chain
from tests.identity.test_endpoints import visit
from tests.invariants.truth import contradictions, fingerprint

__all__ = ["app", "chain", "served"]

HERE, THERE = f"/stores/{LYON}/transfers/discrepancies", f"/stores/{ANNECY}/transfers/discrepancies"
Visit = Callable[[Any], Awaitable[Browser]]


async def one(chain: House, kind: str = "missing") -> UUID:
    query = "SELECT id FROM transfer_discrepancies WHERE kind = :kind AND closed_at IS NULL"
    return await chain.value(query, kind=kind)


async def say(browser: Browser, path: str, discrepancy_id: UUID, **form: Any) -> httpx.Response:
    return await tap(browser, f"{path}/{discrepancy_id}", **form)


async def test_it_stands_in_the_lists_of_both_ends_with_the_whole_line(app: Litestar, chain: House) -> None:
    await arrived(chain, (BREAD, 4, 3, 1), (CHEESE, 2, 3, 0))
    for who, path, way in ((NADIA, HERE, "To Annecy"), (PAUL, THERE, "From Lyon"), (IRIS, THERE, "From Lyon")):
        text = (await (await visit(app, chain, who)).get(path)).text
        assert text.count('class="line discrepancy"') == 3
        for said in (
            way,
            "Sent <b>4</b>",
            "Arrived <b>3</b>",
            "Damaged <b>1</b>",
            "Missing <b>1</b>",
            "Too many <b>1</b>",
        ):
            assert said in text


async def test_each_end_is_offered_what_corrects_its_own_stock(app: Litestar, chain: House) -> None:
    await arrived(chain, (BREAD, 4, 3, 1), (CHEESE, 2, 3, 0))
    here, there = [
        (await (await visit(app, chain, who)).get(path)).text for who, path in ((NADIA, HERE), (PAUL, THERE))
    ]
    for kind in ("missing", "extra", "damaged"):
        assert f'data-opens="{kind}-from"' in here
        assert f'data-opens="{kind}-to"' in there
        assert f'data-opens="{kind}-to"' not in here


async def test_what_is_cleared_up_leaves_the_list_and_says_who_and_what(app: Litestar, chain: House) -> None:
    transfer_id = await arrived(chain, (BREAD, 4, 2, 0))
    nadia, paul = await visit(app, chain, NADIA), await visit(app, chain, PAUL)
    assert "1 discrepancy to clear up" in (await paul.get(f"/stores/{ANNECY}/transfers")).text
    assert "1 discrepancy to clear up" in (await paul.get(f"/transfers/{transfer_id}")).text
    form = {"quantity": 2, "seen": 2, "reason": "found_at_sender", "remark": "behind the door"}
    answer = await say(nadia, HERE, await one(chain), **form)
    assert "Nothing to clear up" in answer.text
    for page in (HERE, f"/transfers/{transfer_id}"):
        text = (await nadia.get(page)).text
        for said in ("found at the sender, and back in stock there", "behind the door", "Nadia"):
            assert said in text
    assert "to clear up" not in (await paul.get(f"/transfers/{transfer_id}")).text
    assert await chain.level(BREAD) == Level(8)
    assert await contradictions(chain) == []


async def test_the_same_tap_twice_counts_once(app: Litestar, chain: House) -> None:
    await arrived(chain, (BREAD, 4, 2, 0))
    nadia, missing = await visit(app, chain, NADIA), await one(chain)
    key = "6f0a1f4e-6a0e-4a53-9f7e-0d3f0f9b2a11"
    for _ in range(2):
        answer = await say(nadia, HERE, missing, key=key, quantity=1, reason="found_at_sender")
        assert answer.status_code == 200
    assert await chain.level(BREAD) == Level(7)


@pytest.mark.parametrize(
    ("form", "status", "says"),
    [
        ({"quantity": 1}, 422, "Choose what it was"),
        ({"quantity": 1, "reason": "sound"}, 422, "Choose what it was"),
        ({"quantity": 0, "reason": "lost"}, 422, "Only 2"),
        ({"quantity": 3, "reason": "lost"}, 422, "Only 2"),
        ({"quantity": 1, "seen": 3, "reason": "lost"}, 409, "2 are left"),
        ({"quantity": 1, "reason": "found_at_receiver"}, 403, ""),
        ({"quantity": "many", "reason": "lost"}, 400, ""),
        ({"quantity": 1, "reason": "lost", "remark": "x" * 201}, 400, ""),
    ],
)
async def test_what_cannot_be_is_refused_and_changes_nothing(
    app: Litestar, chain: House, form: dict[str, Any], status: int, says: str
) -> None:
    await arrived(chain, (BREAD, 4, 2, 0))
    nadia, missing = await visit(app, chain, NADIA), await one(chain)
    before = await fingerprint(chain)
    answer = await say(nadia, HERE, missing, **form)
    assert (answer.status_code, says in answer.text) == (status, True)
    assert await fingerprint(chain) == before


async def test_the_list_says_when_a_count_may_have_put_it_right(app: Litestar, chain: House) -> None:
    await arrived(chain, (BREAD, 4, 2, 0))
    nadia, paul = await visit(app, chain, NADIA), await visit(app, chain, PAUL)
    assert "Counted here since" not in (await nadia.get(HERE)).text
    chain.wait(minutes=5)
    stated = "UPDATE stock_levels SET stated_at = :at WHERE location_id = 1 AND variant_id = 1 RETURNING 1"
    async with chain.work() as work:
        await work.execute(text(stated), {"at": work.now})
    assert "Counted here since" in (await nadia.get(HERE)).text
    assert "Counted here since" not in (await paul.get(THERE)).text


async def test_without_htmx_it_leads_back_to_the_list(app: Litestar, chain: House) -> None:
    await arrived(chain, (BREAD, 4, 2, 0))
    nadia = await visit(app, chain, NADIA)
    answer = await nadia.post(f"{HERE}/{await one(chain)}", quantity=1, reason="lost")
    assert (answer.status_code, answer.headers["location"]) == (303, HERE)


async def test_everybody_follows_the_lists_of_their_stores(served: Served, chain: House) -> None:
    topics = {f"store:{LYON}:{name}": name for name in ("discrepancies", "discrepancy-count")}
    followed = {name: set[str]() for name in VISITORS}
    for name, browser in (await visitors(served.app, chain)).items():
        if name not in ("nobody", "customer"):
            followed[name] = await granted(served, browser, topics)
    all_of_it = set(topics.values())
    seeing = ("associate", "preparer", "manager", "headquarters")
    assert followed == {name: all_of_it if name in seeing else set() for name in VISITORS}


async def test_what_one_end_says_the_other_sees_at_once(served: Served, chain: House) -> None:
    await arrived(chain, (BREAD, 4, 2, 0))
    everybody = await visitors(served.app, chain)
    async with served.connect(everybody["manager elsewhere"]) as annecy:
        await follow(annecy, {f"store:{ANNECY}:discrepancies": "list"})
        await say(everybody["manager"], HERE, await one(chain), quantity=2, reason="never_sent")
        html = (await push_of(annecy, "TransferDiscrepancyClosed"))["html"]
    assert "never sent, and back in stock at the sender" in html
    assert "Nothing to clear up" in html
