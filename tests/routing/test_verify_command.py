"""`comptoir routing verify` computes every past decision again, and says where it differs."""

import json

import msgspec
from sqlalchemy import text

from comptoir.network.actions import suspend
from comptoir.routing.queries.kept import forget_kept_networks
from comptoir.routing.rules import plan, record
from comptoir.routing.rules.verifying import deviations
from tests.conftest import Run
from tests.house import ANNECY, CHEESE, IRIS, House
from tests.routing.test_again import refuse
from tests.routing.test_placing import NEAR_ANNECY, ordered
from tests.routing.test_record import BY, DEMAND, THERE


async def busy_morning(chain: House) -> None:
    """An order is refused and given to another store; one waits; a store closes, and the next goes elsewhere."""
    placed = await ordered(chain, (CHEESE, 2))
    await refuse(chain, placed.order.id, units=2)
    await ordered(chain, (CHEESE, 40), incomplete="wait")
    async with chain.work(IRIS) as work:
        await suspend(work, ANNECY, reason="Flood")
    await chain.deliver(CHEESE, 9)
    await ordered(chain, (CHEESE, 1), to=NEAR_ANNECY)


async def change(house: House, assignment: str) -> None:
    """Tamper with the decision that followed the refusal."""
    await run_sql(house, f"UPDATE routing_decisions SET {assignment} WHERE cause = 'refused'")


async def run_sql(house: House, statement: str) -> None:
    async with house.sessions() as session:
        await session.execute(text(statement))
        await session.commit()


async def test_every_decision_comes_out_as_it_was(run: Run, chain: House) -> None:
    await busy_morning(chain)
    done = await run("routing", "verify")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.startswith("4 decisions in ")
    assert done.stderr.endswith(": no difference.\n")


async def test_each_network_that_decided_is_kept_and_only_those(chain: House) -> None:
    await busy_morning(chain)
    kept = await chain.rows("SELECT DISTINCT version FROM routing_networks ORDER BY version")
    assert kept == await chain.rows("SELECT DISTINCT network_version FROM routing_decisions ORDER BY 1")
    assert len(kept) == 2


async def test_a_network_is_written_once(chain: House) -> None:
    for _ in range(3):
        await ordered(chain, (CHEESE, 1))
        chain.wait(minutes=1)
    assert await chain.value("SELECT count(*) FROM routing_networks") == 1


async def test_a_plan_that_was_tampered_with_is_told(run: Run, chain: House) -> None:
    await busy_morning(chain)
    await change(chain, "plan = jsonb_set(plan, '{cost}', '1')")
    done = await run("routing", "verify")
    assert done.exit_code == 1
    assert "plan: cost" in " ".join(done.stdout.split())
    assert "4 decisions" in done.stderr
    assert done.stderr.endswith(": 1 difference.\n")


async def test_machines_get_a_json_object_on_a_line(run: Run, chain: House) -> None:
    await busy_morning(chain)
    await change(chain, "plan = jsonb_set(plan, '{allocations,0,location}', '1')")
    (line,) = (await run("routing", "verify", "--json")).stdout.splitlines()
    found = json.loads(line)
    assert (found["check"], found["part"]) == ("plan", "allocations")
    assert (found["kept"][0]["location"], found["computed"][0]["location"]) == (1, 2)


async def test_a_record_that_is_broken_or_of_another_version_or_without_network_is_told(run: Run, chain: House) -> None:
    await busy_morning(chain)
    await change(chain, "record = substring(record from 1 for 40)")
    assert "record unreadable" in (await run("routing", "verify")).stdout
    await run_sql(chain, "UPDATE routing_networks SET version = version + 1000")
    forget_kept_networks()
    assert "4 differences" in (await run("routing", "verify")).stderr


async def test_only_decisions_from_a_moment_on_are_looked_at(run: Run, chain: House) -> None:
    await ordered(chain, (CHEESE, 1))
    chain.wait(hours=48)
    await ordered(chain, (CHEESE, 1))
    assert (await run("routing", "verify", "--since", "2026-11-26")).stderr.startswith("1 decision in ")


def test_a_record_of_another_version_is_told() -> None:
    snapshot = THERE.snapshot(DEMAND)
    made, kept = msgspec.json.decode(msgspec.json.encode(plan(DEMAND, snapshot, BY))), record(DEMAND, snapshot, BY)
    newer = msgspec.structs.replace(BY, version=9)
    assert deviations(kept, made, network=snapshot.network, policy=BY) == []
    assert [one.check for one in deviations(kept, made, network=snapshot.network, policy=newer)] == ["versions"]
    assert [one.check for one in deviations(kept, made, network=None, policy=BY)] == ["network"]
