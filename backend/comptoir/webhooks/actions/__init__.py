"""The verbs of webhooks: what people and machines ask for, and what delivery notes."""

from comptoir.webhooks.actions.managing import (
    add_webhook,
    ask_test,
    change_webhook,
    pause_webhook,
    remove_webhook,
    replay_webhook,
    resume_webhook,
    rotate_secret,
)
from comptoir.webhooks.actions.telling import (
    Told,
    forget_told,
    note_failure,
    note_passed,
    note_test,
    note_told,
    queue_test,
)

__all__ = [
    "Told",
    "add_webhook",
    "ask_test",
    "change_webhook",
    "forget_told",
    "note_failure",
    "note_passed",
    "note_test",
    "note_told",
    "pause_webhook",
    "queue_test",
    "remove_webhook",
    "replay_webhook",
    "resume_webhook",
    "rotate_secret",
]
