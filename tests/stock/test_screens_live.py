"""What everybody may follow of the stock on `/live`: the same as they may see on a page."""

from typing import Any

from tests.fulfilment.test_screens_live import Served, follow, hear, served
from tests.fulfilment.visitors import VISITORS, visitors
from tests.house import ANNECY, BREAD, CHEESE, LYON, House
from tests.identity.conftest import chain
from tests.stock.test_holds import held

__all__ = ["chain", "served"]

NETWORK = frozenset({"network:variant:1", "network:places:1", "network:units:1"})
STORE = frozenset({"store:1:variant:1", "store:1:places:1", "store:1:units:1", "store:1:holds"})
MANAGERS = frozenset({"store:1:shortfalls"})
NOTHING: frozenset[str] = frozenset()
FOLLOWED = {
    "tablet": NOTHING,
    "associate": NETWORK | STORE,
    "preparer": NETWORK | STORE,
    "manager": NETWORK | STORE | MANAGERS,
    "manager elsewhere": NETWORK,
    "headquarters": NETWORK | STORE | MANAGERS,
    "api key": NOTHING,
}


async def test_everybody_follows_what_is_theirs(served: Served, chain: House) -> None:
    everybody = await visitors(served.app, chain)
    topics = {topic: topic for topic in (*NETWORK, *STORE, *MANAGERS)}
    followed: dict[str, set[str]] = {}
    for name in FOLLOWED:
        async with served.connect(everybody[name]) as device:
            followed[name] = await follow(device, topics)
    assert followed == FOLLOWED
    assert {*FOLLOWED, "nobody", "customer"} == set(VISITORS)


async def test_a_sale_elsewhere_a_hold_and_its_end_are_seen_at_once(served: Served, chain: House) -> None:
    everybody = await visitors(served.app, chain)
    topic = f"store:{LYON}:variant:{CHEESE}"
    async with served.connect(everybody["associate"]) as tablet:
        await follow(tablet, {topic: topic})
        await chain.order((CHEESE, 4), location=ANNECY)
        assert 'data-key="at-2" data-version="16"' in await pushed(tablet, "LevelsChanged")
        hold_id = await held(chain, (CHEESE, 2))
        html = await pushed(tablet, "HoldMade")
        assert ("Anna" in html, 'data-key="here" data-version="3"' in html) == (True, True)
        assert str(hold_id) in html


async def test_the_name_of_a_customer_is_shown_to_the_stores_concerned_alone(served: Served, chain: House) -> None:
    """Zoé of Lyon holds a cheese at Annecy for Anna: Lyon and Annecy see the name, whoever stands nowhere does not."""
    everybody = await visitors(served.app, chain)
    await held(chain, (CHEESE, 1), location=ANNECY)
    await held(chain, (BREAD, 1))
    shown = {
        name: "Anna" in (await everybody[name].get(f"/stock/variants/{variant}")).text
        for variant, names in ((CHEESE, ("associate", "manager elsewhere")), (BREAD, ("preparer",)))
        for name in names
    }
    assert shown == {"associate": True, "manager elsewhere": True, "preparer": True}
    assert "Anna" not in (await everybody["manager elsewhere"].get(f"/stock/variants/{BREAD}")).text
    assert "Anna" not in (await everybody["headquarters"].get(f"/stock/variants/{BREAD}")).text


async def pushed(device: Any, name: str) -> str:
    """The next push that an event of this name brought."""
    while name not in (push := await hear(device, "push"))["names"]:
        pass
    return push["html"]
