"""What is allowed: rights, sign-in, the team, keys. Each file is one question."""

from comptoir.identity.rules.rights import RIGHTS, SCOPES, Right, may, require, standing

__all__ = ["RIGHTS", "SCOPES", "Right", "may", "require", "standing"]
