"""What is allowed: rights, sign-in, the team, keys. Each file is one question."""

from comptoir.identity.rules.rights import (
    RIGHTS,
    SCOPES,
    Right,
    knows,
    may,
    require,
    require_somewhere,
    sees_work,
    standing,
)

__all__ = ["RIGHTS", "SCOPES", "Right", "knows", "may", "require", "require_somewhere", "sees_work", "standing"]
