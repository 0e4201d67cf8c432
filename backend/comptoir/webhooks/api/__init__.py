"""The doors for machines."""

from comptoir.webhooks.api.webhooks import WebhooksApi

DOORS = (WebhooksApi,)
"""What it serves: each class at its own addresses."""

__all__ = ["DOORS"]
