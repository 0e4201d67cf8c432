"""The page of a location on `/live`: what one manager sets, the others see, and what it is given today."""

from comptoir.network.actions import set_capacity, suspend
from comptoir.routing.events import CapacityCounted
from tests.fulfilment.test_counts_live import granted, push_of
from tests.fulfilment.test_screens_live import Served, follow, served
from tests.fulfilment.visitors import VISITORS, visitors
from tests.house import IRIS, LYON, House
from tests.identity.conftest import chain

__all__ = ["chain", "served"]

STATE, TAKING, LOAD = f"location:{LYON}", f"location:{LYON}:taking", f"location:{LYON}:load"


async def test_only_its_managers_and_headquarters_follow_it(served: Served, chain: House) -> None:
    followed = {"nobody": set[str](), "customer": set[str]()}  # the connection of these is closed
    for name, browser in (await visitors(served.app, chain)).items():
        if name not in followed:
            followed[name] = await granted(served, browser, {STATE: "state", TAKING: "taking", LOAD: "load"})
    managing = {"manager", "headquarters"}
    assert followed == {name: {"state", "taking", "load"} if name in managing else set() for name in VISITORS}


async def test_what_headquarters_set_its_manager_sees_at_once(served: Served, chain: House) -> None:
    everybody = await visitors(served.app, chain)
    async with served.connect(everybody["manager"]) as lyon:
        await follow(lyon, {TAKING: "taking"})
        async with chain.work(IRIS) as work:
            await suspend(work, LYON, reason="works")
        assert "Takes no orders" in (await push_of(lyon, "LocationSuspended"))["html"]


async def test_what_it_is_given_and_may_be_given_today_is_pushed(served: Served, chain: House) -> None:
    everybody = await visitors(served.app, chain)
    async with served.connect(everybody["manager"]) as lyon:
        await follow(lyon, {LOAD: "load"})
        async with chain.work(IRIS) as work:
            await set_capacity(work, LYON, 7)
        assert "7 more can be given today." in (await push_of(lyon, "LocationChanged"))["html"]
        async with chain.work() as work:
            work.record(CapacityCounted(location_id=LYON))
        assert "7 more can be given today." in (await push_of(lyon, "CapacityCounted"))["html"]
