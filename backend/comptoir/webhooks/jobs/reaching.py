"""Whether what somebody asks for can be sent at all, before it is written down."""

from comptoir.identity.rules import Right, require
from comptoir.webhooks.ports import find
from comptoir.webhooks.rules.subscriptions import Subscription, check
from comptoir.wiring.jobs import outside
from comptoir.wiring.work import Work


async def check_reachable(work: Work, wanted: Subscription) -> None:
    """Look its name up, outside of any transaction. Raises UnknownHost, PrivateAddress, and what `check` raises."""
    require(work.actor, Right.MANAGE_WEBHOOKS)
    may_be_private = work.settings.webhooks_to_private_addresses
    check(wanted, allows_here=may_be_private)
    async with outside(work):
        await find(wanted.url, may_be_private=may_be_private)
