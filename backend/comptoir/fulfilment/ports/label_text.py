"""What stands on a label, whichever way it is drawn."""

from collections.abc import Iterator

from comptoir.fulfilment.ports.carrier import Consignment, Party


def address_lines(party: Party) -> Iterator[str]:
    """An address as it is written on a parcel, without empty lines."""
    yield from (line for line in (party.name, party.street, party.extra) if line)
    yield f"{party.postcode} {party.town}".strip()
    yield party.country


def facts(consignment: Consignment) -> str:
    """Which box of how many, and what it weighs and measures."""
    weight = f"{consignment.weight / 1000:g} kg" if consignment.weight else ""
    size = " × ".join(f"{side / 10:g}" for side in consignment.sides) + " cm" if consignment.sides else ""
    return "   ".join(fact for fact in (f"{consignment.number}/{consignment.of}", weight, size) if fact)


def needs(consignment: Consignment) -> str:
    """How it is to be handled: international words, since drivers of any country read them."""
    return "  ".join(need.upper() for need in consignment.handling)


def spaced(tracking: str) -> str:
    """A number as people read it: in groups of four."""
    return " ".join(tracking[at : at + 4] for at in range(0, len(tracking), 4))
