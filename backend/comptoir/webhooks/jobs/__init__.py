"""What leaves the house for other systems."""

from comptoir.webhooks.jobs.delivering import DELIVERY
from comptoir.webhooks.jobs.testing import send_test

__all__ = ["DELIVERY", "send_test"]
