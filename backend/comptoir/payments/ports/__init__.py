"""Payment providers. A file for each outside system."""

from comptoir.payments.ports.provider import Back, Begun, Provider, Seen, Unpaid, Wanted, Way
from comptoir.payments.ports.stripe import StripeProvider, UntrustedEvent, payment_of
from comptoir.wiring.settings import Settings

__all__ = [
    "Back",
    "Begun",
    "Provider",
    "Seen",
    "Unpaid",
    "UntrustedEvent",
    "Wanted",
    "Way",
    "payment_of",
    "provider",
]


def provider(settings: Settings) -> Provider | None:
    """Who takes payments by link and at readers; None where the chain has no account."""
    return StripeProvider(settings.stripe_key, url=settings.stripe_url) if settings.stripe_key else None
