"""Where a printer may stand, so that nobody can make us speak to anything else in our own network."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import msgspec

from comptoir.kit.errors import N_, Invalid

USUAL_PORT = 9100


class NoPrinterNetworks(Invalid):
    slug = "no-printer-networks"
    title = N_("This installation says of no network that printers stand there (COMPTOIR_PRINTER_NETWORKS).")


class WrongPrinter(Invalid):
    slug = "wrong-printer"
    title = N_("No printer may stand at %(host)s. Enter an address like 192.168.1.20, in a network of printers.")


class NothingPrinted(Invalid):
    slug = "nothing-printed"
    title = N_("Choose what it prints.")


class Network(msgspec.Struct, frozen=True):
    """Printers stand in these addresses, and answer at this port."""

    addresses: IPv4Network | IPv6Network
    port: int


def networks(setting: str) -> Sequence[Network]:
    """What the setting lists, like `192.168.0.0/16, 10.1.0.0/24=9101`. Raises ValueError."""
    return [_network(each.strip()) for each in setting.split(",") if each.strip()]


def _network(written: str) -> Network:
    addresses, _, port = written.partition("=")
    return Network(ip_network(addresses), int(port or USUAL_PORT))


def port_of(host: str, allowed: Sequence[Network]) -> int:
    """The port of a printer at an address; a name may lead anywhere. Raises NoPrinterNetworks, WrongPrinter."""
    if not allowed:
        raise NoPrinterNetworks(field="host")
    try:
        address = _meant(ip_address(host.strip()))
    except ValueError:
        raise WrongPrinter(field="host", host=host) from None
    for each in allowed:
        if address.version == each.addresses.version and address in each.addresses:
            return each.port
    raise WrongPrinter(field="host", host=host)


def _meant(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
