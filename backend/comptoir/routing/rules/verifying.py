"""Proving a past decision: what was recorded of it gives the same plan again."""

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from comptoir.routing.rules.network import Network
from comptoir.routing.rules.planning import plan
from comptoir.routing.rules.policy import Policy
from comptoir.routing.rules.record import recall, versions

Check = Literal["network", "versions", "record", "plan"]
"""Its network is not kept; row and record name different versions; the record can't be read; the plan differs."""


class Deviation(msgspec.Struct, frozen=True):
    """Where a decision differs from what its record gives: the part of the plan, as it is kept, and as it comes out."""

    check: Check
    part: str = ""
    kept: Any = None
    computed: Any = None


def deviations(recorded: bytes, kept: dict[str, Any], *, network: Network | None, policy: Policy) -> list[Deviation]:
    """Where a plan that was `kept` as JSON differs from the one that its record gives; nothing, if all is well."""
    if network is None:
        return [Deviation("network")]
    try:
        named = versions(recorded)
        if named != (network.version, policy.version):
            return [Deviation("versions", kept=[network.version, policy.version], computed=list(named))]
        computed = msgspec.to_builtins(plan(*recall(recorded, network, policy), policy))
    except Exception as broken:  # whatever is wrong with the bytes, that is the finding
        return [Deviation("record", computed=f"{type(broken).__name__}: {broken}")]
    return list(_between(kept, msgspec.json.decode(msgspec.json.encode(computed))))


def _between(kept: dict[str, Any], computed: dict[str, Any]) -> Iterator[Deviation]:
    for part in dict.fromkeys((*kept, *computed)):
        if kept.get(part) != computed.get(part):
            yield Deviation("plan", part, kept.get(part), computed.get(part))
