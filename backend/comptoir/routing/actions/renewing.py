"""What of an order is to be routed again, as it is asked for."""

from comptoir.routing.actions.wanting import Goods, Wanted
from comptoir.routing.queries.unplaced import Unplaced
from comptoir.routing.rules.demand import Destination


def wanted_of(found: Unplaced) -> Wanted:
    """An order with lines that are to be routed."""
    return Wanted(
        order_id=found.order_id,
        number=found.number,
        channel=found.channel,
        lines=[one.line for one in found.lines],
        goods={one.line.variant_id: Goods(one.weight, one.handling) for one in found.lines},
        pickup_id=found.pickup_id,
        destination=_destination(found),
        promise_at=found.promise_at,
        refused_by=found.refused_by,
        begun=found.begun,
    )


def _destination(found: Unplaced) -> Destination | None:
    if found.latitude is None or found.longitude is None or found.country is None:
        return None
    return Destination(latitude=found.latitude, longitude=found.longitude, country=found.country)
