"""What leaves the house for payment providers."""

from comptoir.payments.jobs.asking import ask_for_payment, call_off_payment, look_at_payment
from comptoir.payments.jobs.refunding import give_payment_back

__all__ = ["ask_for_payment", "call_off_payment", "give_payment_back", "look_at_payment"]
