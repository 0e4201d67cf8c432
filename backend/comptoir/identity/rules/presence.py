"""When it is time again to note that somebody is there."""

from collections import OrderedDict
from datetime import datetime, timedelta

from comptoir.wiring.actors import Actor

TOUCH_EVERY = timedelta(minutes=1)


class Presence:
    """Remembers in memory when an actor was last noted, so that not every request asks the database."""

    def __init__(self, *, capacity: int = 10_000) -> None:
        self._capacity = capacity
        self._noted: OrderedDict[tuple[str, object], datetime] = OrderedDict()

    def is_due(self, actor: Actor, now: datetime) -> bool:
        """Whether the actor is to be noted now: yes once a minute for each session, tablet and key."""
        if actor.kind not in ("staff", "device", "machine"):
            return False
        who = (actor.key, actor.session_id)
        if now - self._noted.get(who, datetime.min.replace(tzinfo=now.tzinfo)) < TOUCH_EVERY:
            return False
        self._noted[who] = now
        self._noted.move_to_end(who)
        if len(self._noted) > self._capacity:
            self._noted.popitem(last=False)
        return True
