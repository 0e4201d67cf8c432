"""How a version became what it says: who changed it when, and what it said then."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select

from comptoir.routing.queries.policies import as_policy
from comptoir.routing.rules.policy import Policy
from comptoir.routing.tables import RoutingPolicyChange
from comptoir.wiring.work import Work

MOST = 100


class PolicyChange(msgspec.Struct, frozen=True):
    """What a change made of a version, by whom: as actors are named in the audit trail."""

    name: str
    document: dict[str, Any]
    by: str
    at: datetime

    @property
    def policy(self) -> Policy:
        """What it said from then on."""
        return as_policy(1, self.document)


COLUMNS = tuple(getattr(RoutingPolicyChange, name) for name in PolicyChange.__struct_fields__)


async def changes_of(work: Work, version: int) -> list[PolicyChange]:
    """The last changes of a version, the newest first; the last of a shorter list is its beginning."""
    query = select(*COLUMNS).where(RoutingPolicyChange.version == version)
    rows = await work.execute(query.order_by(RoutingPolicyChange.id.desc()).limit(MOST))
    return [PolicyChange(*row) for row in rows]
