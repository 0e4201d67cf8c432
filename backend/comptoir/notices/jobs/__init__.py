"""What leaves the house for customers and staff."""

from comptoir.notices.jobs.sending import send_notice

__all__ = ["send_notice"]
