"""Decisions about webhooks: what is told as what, when it is told again, and what may be asked for."""
