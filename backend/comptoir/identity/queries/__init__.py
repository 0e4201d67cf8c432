"""What is known about who acts."""

from comptoir.identity.queries.actors import authenticate

__all__ = ["authenticate"]
