"""Which device shows which topic."""

from collections.abc import Callable, Collection, Iterable

from comptoir.wiring.fragments import Subject
from comptoir.wiring.sockets import Socket


class Rooms:
    """The topics that somebody shows, by who does, and by what they are about."""

    def __init__(self, subject_of: Callable[[str], Subject]) -> None:
        self._subject_of = subject_of
        self._sockets: dict[str, set[Socket]] = {}
        self._topics: dict[Subject, set[str]] = {}

    def about(self, subject: Subject) -> Collection[str]:
        """The topics about something that somebody shows."""
        return self._topics.get(subject, ())

    def subjects(self, kind: str) -> list[Subject]:
        """All that somebody shows of a kind."""
        return [subject for subject in self._topics if subject.kind == kind]

    def join(self, socket: Socket, topics: Iterable[str]) -> None:
        """The device shows these too."""
        for topic in topics:
            self._sockets.setdefault(topic, set()).add(socket)
            self._topics.setdefault(self._subject_of(topic), set()).add(topic)
            socket.topics.add(topic)

    def leave(self, socket: Socket, topics: Iterable[str]) -> None:
        """The device no longer shows these, if it did."""
        for topic in socket.topics & set(topics):
            socket.topics.discard(topic)
            socket.missed.discard(topic)
            self._sockets[topic].discard(socket)
            if not self._sockets[topic]:
                self._close(topic)

    def by_locale(self, topic: str) -> dict[str, list[Socket]]:
        """Who shows the topic now, by their language."""
        found: dict[str, list[Socket]] = {}
        for socket in self._sockets.get(topic, ()):
            found.setdefault(socket.locale, []).append(socket)
        return found

    def _close(self, topic: str) -> None:
        del self._sockets[topic]
        subject = self._subject_of(topic)
        self._topics[subject].discard(topic)
        if not self._topics[subject]:
            del self._topics[subject]
