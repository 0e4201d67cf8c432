"""Which device shows which topic."""

from collections.abc import Iterable

from comptoir.wiring.sockets import Socket


class Rooms:
    """The topics that somebody shows, and who does."""

    def __init__(self) -> None:
        self._sockets: dict[str, set[Socket]] = {}

    def __contains__(self, topic: str) -> bool:
        return topic in self._sockets

    def join(self, socket: Socket, topics: Iterable[str]) -> None:
        """The device shows these too."""
        for topic in topics:
            self._sockets.setdefault(topic, set()).add(socket)
            socket.topics.add(topic)

    def leave(self, socket: Socket, topics: Iterable[str]) -> None:
        """The device no longer shows these, if it did."""
        for topic in socket.topics & set(topics):
            socket.topics.discard(topic)
            socket.missed.discard(topic)
            self._sockets[topic].discard(socket)
            if not self._sockets[topic]:
                del self._sockets[topic]

    def by_locale(self, topic: str) -> dict[str, list[Socket]]:
        """Who shows the topic now, by their language."""
        found: dict[str, list[Socket]] = {}
        for socket in self._sockets.get(topic, ()):
            found.setdefault(socket.locale, []).append(socket)
        return found
