"""What is known about who acts."""

from comptoir.identity.queries.actors import authenticate
from comptoir.identity.queries.recalling import recall

__all__ = ["authenticate", "recall"]
