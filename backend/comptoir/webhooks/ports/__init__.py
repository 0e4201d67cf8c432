"""The way to other systems."""

from comptoir.webhooks.ports.addresses import PrivateAddress, UnknownHost, addresses_of
from comptoir.webhooks.ports.post import Post, Undelivered, find

__all__ = ["Post", "PrivateAddress", "Undelivered", "UnknownHost", "addresses_of", "find"]
