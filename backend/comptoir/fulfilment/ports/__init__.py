"""Carriers: what stores ship with. A file for each outside system."""

from collections.abc import Mapping

from comptoir.fulfilment.ports.carrier import Bought, Carrier, Consignment, Offer, Party, Undone
from comptoir.fulfilment.ports.own import OwnCarrier
from comptoir.kit.errors import N_, Invalid
from comptoir.wiring.settings import Settings

__all__ = ["Bought", "Carrier", "Consignment", "Offer", "Party", "Undone", "carriers", "find_offer"]


class UnknownService(Invalid):
    slug = "unknown-service"
    title = N_("Choose one of the services.")


def carriers(settings: Settings) -> Mapping[str, Carrier]:
    """Who can be asked for labels, by code."""
    own = settings.own_carrier.strip()
    return {OwnCarrier.code: OwnCarrier(own)} if own else {}


def find_offer(settings: Settings, key: str) -> Offer | None:
    """The service of a carrier that somebody chose, like `own:standard`; None where they chose none.

    Raises UnknownService.
    """
    if not key:
        return None
    offers = (offer for carrier in carriers(settings).values() for offer in carrier.offers)
    found = next((offer for offer in offers if offer.key == key), None)
    if found is None:
        raise UnknownService(field="service")
    return found
