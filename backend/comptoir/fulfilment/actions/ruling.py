"""What others decide about the counter: the chain what is to be shown there, the customer who comes."""

from uuid import UUID

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from comptoir.fulfilment import rules
from comptoir.fulfilment.events import ProxyNamed
from comptoir.fulfilment.queries.counter import COUNTER
from comptoir.fulfilment.tables import Preparation, Proxy
from comptoir.network.actions import decide
from comptoir.wiring.work import Work


async def decide_counter(work: Work, decided: rules.CounterRules) -> None:
    """The chain's rules for all its counters from now on. Raises WrongDays, ReminderTooEarly."""
    rules.check_rules(decided, usual_days=work.settings.keep_ready_days)
    await decide(work, COUNTER, msgspec.to_builtins(decided))


async def name_proxy(work: Work, order_id: UUID, *, name: str) -> None:
    """Who comes for an order in place of its customer; nobody (an empty name) any more. Raises WrongName."""
    if name.strip():
        said = {"name": rules.check_proxy(name), "named_at": work.now}
        row = insert(Proxy).values(order_id=order_id, **said)
        await work.execute(row.on_conflict_do_update(index_elements=["order_id"], set_=said))
    else:
        await work.execute(delete(Proxy).where(Proxy.order_id == order_id))
    going_on = select(Preparation.id).where(Preparation.order_id == order_id, Preparation.state.in_(rules.LIVE))
    preparation_ids = (await work.execute(going_on.order_by(Preparation.id))).scalars()
    work.record(ProxyNamed(order_id=order_id, preparation_ids=tuple(preparation_ids)))
