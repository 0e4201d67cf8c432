"""Transfers on `/live`: both ends follow them, each its own view, and nobody else."""

from tests.fulfilment.parcels import incoming, open_vienne
from tests.fulfilment.test_counts_live import granted, push_of
from tests.fulfilment.test_screens_live import Served, follow, served
from tests.fulfilment.visitors import VISITORS, visitors
from tests.house import ANNECY, CHEESE, LEA, LYON, House
from tests.identity.conftest import chain
from tests.journey import Journey

__all__ = ["chain", "served"]

RECEIVER, SENDER = {"to", "list of Lyon"}, {"from", "list of Annecy"}
FOLLOWED: dict[str, set[str]] = {name: set[str]() for name in VISITORS} | {
    "associate": RECEIVER,
    "preparer": RECEIVER,
    "manager": RECEIVER,
    "manager elsewhere": SENDER,
    "headquarters": RECEIVER | SENDER,
}


def topics_of(journey: Journey) -> dict[str, str]:
    """All topics that know of a transfer from Annecy to Lyon, by a name that does not hold its id."""
    lists = {f"store:{LYON}:transfers": "list of Lyon", f"store:{ANNECY}:transfers": "list of Annecy"}
    return lists | {f"transfer:{journey.transfer_id}:{side}": side for side in ("from", "to")}


async def test_everybody_follows_what_is_theirs(served: Served, chain: House) -> None:
    journey = await incoming(chain, "sent")
    followed: dict[str, set[str]] = {"nobody": set(), "customer": set()}  # the connection of these is closed
    for name, browser in (await visitors(served.app, chain)).items():
        if name not in followed:
            followed[name] = await granted(served, browser, topics_of(journey))
    assert followed == FOLLOWED


async def test_there_is_no_topic_of_what_does_not_exist(served: Served, chain: House) -> None:
    manager = (await visitors(served.app, chain))["manager"]
    await open_vienne(chain)
    none = {f"transfer:{chain.settings.port}:to": "to", "transfer:00000000-0000-0000-0000-000000000000:to": "to"}
    assert await granted(served, manager, none) == set()


async def test_what_one_end_does_the_other_sees_at_once(served: Served, chain: House) -> None:
    journey = await incoming(chain, "sent")
    everybody = await visitors(served.app, chain)
    async with served.connect(everybody["preparer"]) as lyon, served.connect(everybody["manager elsewhere"]) as annecy:
        await follow(lyon, {f"transfer:{journey.transfer_id}:to": "to"})
        await follow(annecy, {f"transfer:{journey.transfer_id}:from": "from"})
        await journey.count(CHEESE, who=LEA)
        assert "One less" in (await push_of(lyon, "TransferCounted"))["html"]
        assert "One less" not in (await push_of(annecy, "TransferCounted"))["html"]
        await journey.receive_all(LEA)
        assert "Arrived" in (await push_of(annecy, "TransferReceived"))["html"]
