"""What happens to notices."""

from uuid import UUID

from comptoir.kit.events import Event


class NoticeQueued(Event, frozen=True):
    """A message is to be sent."""

    notice_id: UUID


class NoticeSent(Event, frozen=True):
    """The mail server accepted a message."""

    notice_id: UUID


class NoticeFailed(Event, frozen=True):
    """A message could not be sent, after all attempts."""

    notice_id: UUID
