"""Where a name leads, so that no webhook reaches what only we can: this machine, our network, a cloud's metadata."""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from comptoir.kit.errors import N_, Invalid

PATIENCE_S = 3.0
NAT64 = IPv6Network("64:ff9b::/96")
"""Names that have only an IPv4 address are found here in networks that have only IPv6 (RFC 6052)."""


class UnknownHost(Invalid):
    slug = "unknown-host"
    title = N_("The name %(host)s is not known on the internet. Is it spelt right?")


class PrivateAddress(Invalid):
    slug = "private-address"
    title = N_("%(host)s leads to a private address, where nothing is sent.")


async def addresses_of(host: str, port: int, *, may_be_private: bool) -> list[str]:
    """The addresses of a name or a written address, in the order to try them.

    Raises UnknownHost, and PrivateAddress where even one of them is not for all the world.
    """
    try:
        async with asyncio.timeout(PATIENCE_S):
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, TimeoutError):
        raise UnknownHost(field="url", host=host) from None
    addresses = list(dict.fromkeys(str(place[0]) for *_, place in found))
    if not may_be_private and not all(is_public(address) for address in addresses):
        raise PrivateAddress(field="url", host=host)
    return addresses


def is_public(address: str) -> bool:
    """Whether an address is one machine's that all the world can reach; one that holds another counts as that."""
    found = _meant(ip_address(address.partition("%")[0]))
    is_special = found.is_multicast or found.is_reserved or (isinstance(found, IPv6Address) and found.is_site_local)
    return found.is_global and not is_special


def _meant(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    inner = IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None
    return inner or address.ipv4_mapped or address.sixtofour or address
