"""The doors for machines."""

from comptoir.webhooks.api.webhooks import WebhooksApi

__all__ = ["WebhooksApi"]
