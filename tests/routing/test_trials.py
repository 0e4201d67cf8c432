"""A draft is tried on past orders, and beside new ones: what it would have cost, and which orders would have moved."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
import pytest
from litestar import Litestar

from comptoir.kit.errors import NotFound
from comptoir.routing.actions import change_policy, delete_draft, draft_policy, follow_live, start_trial, stop_trial
from comptoir.routing.actions.trying import NothingToTry, TrialEnded
from comptoir.routing.jobs import try_policy
from comptoir.routing.queries.policies import as_document, policy_view
from comptoir.routing.queries.trials import TrialView, latest_trial, trial
from comptoir.routing.rules.comparing import Comparison, Tried, shifts
from comptoir.routing.rules.criteria import Picking, Shipping
from comptoir.routing.rules.filters import Tagged
from comptoir.routing.rules.planning import plan
from comptoir.routing.rules.policy import Policy
from comptoir.routing.rules.standard import STANDARD
from tests.conftest import Run
from tests.house import ANNECY, BREAD, CHEESE, IRIS, LYON, NADIA, House
from tests.identity.conftest import app
from tests.identity.test_endpoints import visit
from tests.reacting import react
from tests.routing import cast
from tests.routing.test_placing import NEAR_ANNECY, ordered

__all__ = ["app"]


def nowhere() -> Policy:
    """The standard, but no location has the tag that it asks for."""
    return _with_filter(Tagged(any_of=("nowhere",)))


def _with_filter(one: Tagged) -> Policy:
    rules = [
        msgspec.structs.replace(
            rule,
            strategies=tuple(msgspec.structs.replace(each, filters=(*each.filters, one)) for each in rule.strategies),
        )
        for rule in STANDARD.rules
    ]
    return msgspec.structs.replace(STANDARD, rules=tuple(rules))


async def drafted(chain: House, policy: Policy) -> int:
    async with chain.work(IRIS) as work:
        return await draft_policy(work, name="Bold", document=as_document(policy))


async def started(chain: House, version: int, *, is_live: bool = False) -> UUID:
    async with chain.work(IRIS) as work:
        return await start_trial(work, version, days=30, is_live=is_live)


async def replayed(chain: House, trial_id: UUID) -> TrialView:
    """The job is done, as the worker does it."""
    async with chain.work() as work:
        await try_policy(work, trial_id.bytes)
    return await as_it_stands(chain, trial_id)


async def as_it_stands(chain: House, trial_id: UUID) -> TrialView:
    async with chain.work() as work:
        return await trial(work, trial_id)


async def busy_day(chain: House) -> None:
    for to in (NEAR_ANNECY, NEAR_ANNECY):
        await ordered(chain, (CHEESE, 2), to=to)
    await ordered(chain, (BREAD, 1), (CHEESE, 1))
    chain.wait(minutes=5)


async def test_the_same_policy_changes_nothing(chain: House) -> None:
    await busy_day(chain)
    done = await replayed(chain, await started(chain, await drafted(chain, STANDARD)))
    assert (done.state, done.done, done.total) == ("done", 3, 3)
    assert done.result.published == done.result.draft
    assert done.result.changed == 0
    assert done.result.published.cost == await chain.value("SELECT sum((plan->>'cost')::bigint) FROM routing_decisions")


async def test_a_draft_by_which_nobody_may_serve_leaves_everything_unplaced(chain: House) -> None:
    await busy_day(chain)
    done = await replayed(chain, await started(chain, await drafted(chain, nowhere())))
    before, after = done.result.published, done.result.draft
    assert (before.unplaced, after.unplaced) == (0, 6)
    assert (before.on_time, after.on_time) == (3, 0)
    assert (before.parcels, after.parcels) == (3, 0)
    assert done.result.changed == len(done.result.examples) == 3
    assert shifts(done.result) == [(ANNECY, 2, 0), (LYON, 1, 0)]


async def test_a_trial_that_goes_on_counts_new_orders_too_until_it_is_stopped(chain: House) -> None:
    await busy_day(chain)
    trial_id = await started(chain, await drafted(chain, nowhere()), is_live=True)
    assert (await replayed(chain, trial_id)).state == "live"
    await ordered(chain, (CHEESE, 1))
    await follow(chain)
    assert (await as_it_stands(chain, trial_id)).done == 3
    chain.wait(seconds=11)
    await follow(chain)
    live = await as_it_stands(chain, trial_id)
    assert (live.done, live.total, live.result.draft.unplaced) == (4, 4, 7)
    async with chain.work(IRIS) as work:
        await stop_trial(work, trial_id)
    async with chain.work(IRIS) as work:
        with pytest.raises(TrialEnded):
            await stop_trial(work, trial_id)
    await ordered(chain, (CHEESE, 1))
    chain.wait(seconds=11)
    await follow(chain)
    assert (await as_it_stands(chain, trial_id)).done == 4


async def follow(chain: House) -> None:
    async with chain.work() as work:
        assert await follow_live(work) == 0


async def test_it_tries_the_draft_as_it_was_when_it_was_asked(chain: House) -> None:
    await busy_day(chain)
    version = await drafted(chain, nowhere())
    trial_id = await started(chain, version)
    async with chain.work(IRIS) as work:
        revision = (await policy_view(work, version)).revision
        await change_policy(work, version, name="Tame", document=as_document(STANDARD), revision=revision)
    assert (await replayed(chain, trial_id)).result.changed == 3


async def test_the_trials_of_a_draft_that_is_deleted_go_no_further(chain: House) -> None:
    await busy_day(chain)
    version = await drafted(chain, nowhere())
    begun, live = await started(chain, version), await started(chain, version, is_live=True)
    await replayed(chain, live)
    async with chain.work(IRIS) as work:
        await delete_draft(work, version)
    assert (await replayed(chain, begun)).state == "stopped"
    await ordered(chain, (CHEESE, 1))
    chain.wait(seconds=11)
    await follow(chain)
    assert ((await as_it_stands(chain, live)).state, (await as_it_stands(chain, live)).done) == ("stopped", 3)
    assert (await chain.events())[-1:] != ["PolicyDeleted"]
    async with chain.work(IRIS) as work:
        with pytest.raises(NotFound):
            await start_trial(work, version, days=30, is_live=False)


async def test_what_can_t_be_tried_is_refused(chain: House) -> None:
    async with chain.work(IRIS) as work:
        with pytest.raises(NothingToTry):
            await start_trial(work, 1, days=30, is_live=False)
        with pytest.raises(NotFound):
            await start_trial(work, 99, days=30, is_live=False)


async def test_the_worker_takes_it_up(chain: House) -> None:
    await started(chain, await drafted(chain, STANDARD))
    await react(chain)
    assert await chain.value("SELECT count(*) FROM pgqueuer WHERE entrypoint = 'try_policy'") == 1


async def test_headquarters_try_a_draft_on_a_screen_and_managers_read_what_came_of_it(
    app: Litestar, chain: House
) -> None:
    await busy_day(chain)
    url = f"/routing/policies/{await drafted(chain, nowhere())}/trial"
    iris, nadia = await visit(app, chain, IRIS), await visit(app, chain, NADIA)
    assert (await nadia.post(url, days="30")).status_code == 403
    assert (await iris.post(url, days="30")).status_code == 303
    async with chain.work() as work:
        found = await latest_trial(work, 2)
    assert found
    await replayed(chain, found.id)
    for browser in (iris, nadia):
        shown = (await browser.get(url)).text
        assert "3 of 3 orders" in shown
        assert "3 orders would have gone elsewhere" in shown
        assert "Annecy" in shown
    fragment = await nadia.client.get(url, headers={"HX-Request": "true"})
    assert fragment.text.lstrip().startswith("<section")
    assert (await nadia.post(f"/routing/trials/{found.id}/stop")).status_code == 403
    assert (await iris.post(f"/routing/trials/{found.id}/stop")).status_code == 409
    assert (await iris.post(url, days="0")).status_code in (400, 422)
    assert (await iris.get("/routing/policies/99/trial")).status_code == 404
    assert "there is nothing to try" in (await iris.post("/routing/policies/1/trial", days="30")).text


async def test_the_command_line_compares_the_orders_of_the_database(run: Run, chain: House) -> None:
    await busy_day(chain)
    await drafted(chain, nowhere())
    done = await run("routing", "what-if", "2", "--json")
    assert done.exit_code == 0
    compared = json.loads(done.stdout)
    assert (compared["changed"], compared["draft"]["unplaced"]) == (3, 6)
    assert done.stderr.startswith("3 orders by two policies in ")
    assert "orders that went elsewhere" in (await run("routing", "what-if", "2")).stdout


@pytest.mark.parametrize("version", ["1", "99"])
async def test_the_command_line_needs_another_version_that_exists(run: Run, chain: House, version: str) -> None:
    assert (await run("routing", "what-if", version)).exit_code == 2


def compared(*tried: Sequence[Any]) -> Comparison:
    found = Comparison()
    for number, (demand, published, draft) in enumerate(tried):
        found.count(Tried(str(number), "", demand, published, draft))
    return found


def test_sums_of_parts_are_the_sums_of_the_whole() -> None:
    demand = cast.order(cast.line(cast.BREAD, 13))
    there = cast.world(cast.has(cast.LYON, available=10), cast.has(cast.ANNECY, available=3))
    far = cast.world(cast.has(cast.PARIS, available=13))
    cheap = cast.policy(cast.strategy(by=[Shipping()]))
    dear = cast.policy(cast.strategy(by=[Shipping(), Picking()]))
    one = demand, plan(demand, there.snapshot(demand), cheap), plan(demand, far.snapshot(demand), dear)
    other = demand, plan(demand, far.snapshot(demand), cheap), plan(demand, far.snapshot(demand), dear)
    whole, part = compared(one, other), compared(one)
    part.add(compared(other))
    assert (part.published, part.draft, part.changed) == (whole.published, whole.draft, whole.changed)
    assert whole.changed == 1
    assert whole.published.parcels == 3
    assert whole.published.load == {"1": 1, "2": 1, "3": 1}
    assert whole.published.each(whole.published.cost) == (one[1].cost + other[1].cost) / 2
