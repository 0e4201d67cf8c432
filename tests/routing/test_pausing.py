"""A service that is paused: new orders go elsewhere at once, and so does what nobody began and would come too late."""

from datetime import timedelta
from typing import Any

from comptoir.network.actions import end_stopgaps_due, pause_service
from comptoir.network.rules import Service
from tests.house import ANNECY, BREAD, CHEESE, LYON, NADIA, TUESDAY_TEN, House
from tests.routing.test_placing import collected, given, ordered
from tests.routing.test_taken_back import look_around, take, work_of


async def pause(house: House, service: Service, **span: Any) -> None:
    async with house.work(NADIA) as work:
        await pause_service(work, LYON, service, reason="staff", until=TUESDAY_TEN + timedelta(**span))


async def test_new_orders_go_elsewhere_until_it_ends(chain: House) -> None:
    await pause(chain, "ship", hours=2)
    assert given(await ordered(chain, (CHEESE, 2))) == {(ANNECY, CHEESE): 2}
    chain.wait(hours=2)
    async with chain.work() as work:
        assert await end_stopgaps_due(work) == 1
    assert given(await ordered(chain, (CHEESE, 2))) == {(LYON, CHEESE): 2}


async def test_other_services_go_on(chain: House) -> None:
    await pause(chain, "ship", hours=2)
    assert given(await collected(chain, (BREAD, 1))) == {(LYON, BREAD): 1}


async def test_what_nobody_began_is_given_to_others_where_the_pause_ends_too_late(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    await pause(chain, "ship", days=9)
    await look_around(chain)
    assert await work_of(chain, placed) == [(LYON, "withdrawn", 2), (ANNECY, "open", 2)]


async def test_what_somebody_began_stays(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    await take(chain, placed)
    await pause(chain, "ship", days=9)
    await look_around(chain)
    assert await work_of(chain, placed) == [(LYON, "picking", 2)]


async def test_what_can_wait_for_the_end_of_the_pause_stays(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    await pause(chain, "ship", hours=1)
    await look_around(chain)
    assert await work_of(chain, placed) == [(LYON, "open", 2)]


async def test_a_pause_of_another_service_leaves_the_work_alone(chain: House) -> None:
    placed = await ordered(chain, (CHEESE, 2))
    await pause(chain, "transfer", days=9)
    await look_around(chain)
    assert await work_of(chain, placed) == [(LYON, "open", 2)]
