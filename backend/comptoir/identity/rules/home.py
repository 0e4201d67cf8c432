"""Where somebody is led after signing in."""

from comptoir.wiring.actors import Actor


def home_of(actor: Actor) -> str:
    """The path of the actor's first screen: the tablet's or own store's queue, the orders for headquarters."""
    if actor.kind == "device":
        return "/pin"
    if actor.kind != "staff":
        return "/sign-in"
    if actor.role == "headquarters":
        return "/orders"
    store = actor.location_id or min(actor.locations, default=None)
    return f"/stores/{store}/queue" if store else "/account"
