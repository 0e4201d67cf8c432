"""What a location takes on and offers, what is set of it for a while, and what the chain decides for all of them.

Who may do it is for those who call.
"""

from comptoir.network.actions.deciding import decide
from comptoir.network.actions.locking import EndsBefore
from comptoir.network.actions.offering import (
    AlreadySuspended,
    NotSuspended,
    resume,
    resume_due,
    set_departures,
    set_handling,
    set_service,
    set_special_day,
    suspend,
)
from comptoir.network.actions.stopgaps import (
    EndsTooLate,
    ServiceOff,
    StopgapOver,
    add_people,
    end_stopgap,
    end_stopgaps_due,
    pause_service,
    set_capacity,
    set_capacity_today,
)

__all__ = [
    "AlreadySuspended",
    "EndsBefore",
    "EndsTooLate",
    "NotSuspended",
    "ServiceOff",
    "StopgapOver",
    "add_people",
    "decide",
    "end_stopgap",
    "end_stopgaps_due",
    "pause_service",
    "resume",
    "resume_due",
    "set_capacity",
    "set_capacity_today",
    "set_departures",
    "set_handling",
    "set_service",
    "set_special_day",
    "suspend",
]
