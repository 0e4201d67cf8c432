"""A network, packed: what decisions of its version were made with, so that they can be explained and computed again."""

import zlib

import msgspec

from comptoir.routing.rules.network import Network, Place, chart


def pack_network(network: Network) -> bytes:
    """Its locations, as deflated MessagePack; about 30 bytes each."""
    return zlib.compress(msgspec.msgpack.encode(network.places), 9)


def unpack_network(version: int, body: bytes) -> Network:
    """The network again."""
    return chart(version, msgspec.msgpack.decode(zlib.decompress(body), type=tuple[Place, ...]))
