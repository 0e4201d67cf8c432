"""Stripe, by its own library: Checkout pages for links, Terminal's server-driven flow for readers, refunds, events.

See docs.stripe.com: /payments/checkout, /terminal/payments/collect-card-payment (server-driven), /refunds,
/webhooks/signature. Each call is idempotent by our own ids, which Stripe remembers for at least a day.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, cast
from uuid import UUID

import msgspec
import stripe

from comptoir.payments.ports.provider import Back, Begun, Seen, Standing, Unpaid, Wanted, Way

TIMEOUT_S = 20.0
PAYMENT = "payment_id"
"""Our name for a payment in Stripe's metadata."""

PASSING = (stripe.APIConnectionError, stripe.RateLimitError)

INTENTS: dict[str, Standing] = {
    "succeeded": "captured",
    "requires_capture": "authorised",
    "canceled": "cancelled",
}
BACKS: dict[str | None, Any] = {"succeeded": "done", "failed": "failed", "canceled": "failed"}


class UntrustedEvent(Exception):
    """A message that Stripe did not sign, or too long ago."""


class StripeProvider:
    """An account at Stripe. `url` is where its API is, should that not be the usual place."""

    def __init__(self, key: str, *, url: str | None = None) -> None:
        self._key, self._url = key, url

    async def ask(self, way: Way, wanted: Wanted) -> Begun:
        """Have a customer asked, by a page of Checkout or at a reader of Terminal."""
        async with self._client() as client:
            return await (_link(client, wanted) if way == "link" else _to_reader(client, wanted))

    async def look(self, way: Way, reference: str) -> Seen:
        """How it stands."""
        async with self._client() as client:
            if way == "link":
                return _seen_session(await client.v1.checkout.sessions.retrieve_async(reference))
            return _seen_intent(await client.v1.payment_intents.retrieve_async(reference))

    async def call_off(self, way: Way, reference: str, *, reader: str | None) -> Seen:
        """End a page, or what a reader waits for; what was paid before that stays paid."""
        async with self._client() as client:
            await (_end_link(client, reference) if way == "link" else _end_intent(client, reference, reader))
        return await self.look(way, reference)

    async def give_back(self, refund_id: UUID, *, charge: str, amount: int) -> Back:
        """Give money of a payment intent back."""
        async with self._client() as client:
            made = await client.v1.refunds.create_async(
                {"payment_intent": charge, "amount": amount, "metadata": {"refund_id": str(refund_id)}},
                {"idempotency_key": f"refund:{refund_id}"},
            )
        trouble = made.failure_reason if made.status == "failed" else None
        return Back(made.id, BACKS.get(made.status, "pending"), trouble)

    @asynccontextmanager
    async def _client(self) -> AsyncGenerator[stripe.StripeClient]:
        http = stripe.HTTPXClient(timeout=TIMEOUT_S)
        where: Any = {"base_addresses": {"api": self._url}} if self._url else {}
        try:
            yield stripe.StripeClient(self._key, http_client=http, max_network_retries=0, **where)
        except stripe.StripeError as error:
            raise _meaning(error) from error
        finally:
            await http.close_async()


async def _link(client: stripe.StripeClient, wanted: Wanted) -> Begun:
    names: Any = {PAYMENT: str(wanted.id)}
    price: Any = {
        "currency": wanted.currency.lower(),
        "unit_amount": wanted.amount,
        "product_data": {"name": wanted.title},
    }
    made = await client.v1.checkout.sessions.create_async(
        {
            "mode": "payment",
            "line_items": [{"price_data": price, "quantity": 1}],
            "client_reference_id": str(wanted.id),
            "metadata": names,
            "payment_intent_data": {"metadata": names},
            "locale": wanted.locale,  # pyright: ignore[reportArgumentType] - it knows "en" and "fr" among others
            "success_url": wanted.back_to,
            "expires_at": int(wanted.expires_at.timestamp()),
        },
        {"idempotency_key": f"payment:{wanted.id}"},
    )
    return Begun(made.id, made.url)


async def _to_reader(client: stripe.StripeClient, wanted: Wanted) -> Begun:
    """The intent is made once; the reader is handed it again if we never heard that it was."""
    made = await client.v1.payment_intents.create_async(
        {
            "amount": wanted.amount,
            "currency": wanted.currency.lower(),
            "allowed_payment_method_types": ["card_present"],
            "capture_method": "automatic",
            "description": wanted.title,
            "metadata": {PAYMENT: str(wanted.id)},
        },
        {"idempotency_key": f"payment:{wanted.id}"},
    )
    await client.v1.terminal.readers.process_payment_intent_async(
        wanted.reader or "", {"payment_intent": made.id}, {"idempotency_key": f"reader:{wanted.id}"}
    )
    return Begun(made.id)


async def _end_link(client: stripe.StripeClient, reference: str) -> None:
    """A page that is paid or over can't be ended, which is what we wanted to know."""
    if (await client.v1.checkout.sessions.retrieve_async(reference)).status == "open":
        await client.v1.checkout.sessions.expire_async(reference)


async def _end_intent(client: stripe.StripeClient, reference: str, reader: str | None) -> None:
    if (await client.v1.payment_intents.retrieve_async(reference)).status in ("succeeded", "canceled"):
        return
    if reader:
        await client.v1.terminal.readers.cancel_action_async(reader)
    await client.v1.payment_intents.cancel_async(reference)


def _seen_session(session: Any) -> Seen:
    charge = session.payment_intent
    if session.payment_status == "paid":
        return Seen("captured", charge=charge)
    return Seen("cancelled" if session.status == "expired" else "pending", charge=charge)


def _seen_intent(intent: Any) -> Seen:
    """A declined card leaves the intent open: the customer may try another."""
    problem = intent.last_payment_error
    return Seen(INTENTS.get(intent.status, "pending"), charge=intent.id, trouble=problem.message if problem else None)


def _meaning(error: stripe.StripeError) -> Unpaid:
    status = error.http_status or 0
    is_passing = isinstance(error, PASSING) or status >= 500 or status == 409
    return Unpaid(error.user_message or type(error).__name__, is_final=not is_passing)


_verify = cast(Any, stripe.WebhookSignature).verify_header


class _Named(msgspec.Struct):
    """What of an event's object says which payment it is about."""

    metadata: dict[str, str] = {}
    client_reference_id: str | None = None


class _Data(msgspec.Struct):
    object: _Named


class _Event(msgspec.Struct):
    data: _Data


def payment_of(body: bytes, signature: str, *, secret: str) -> UUID | None:
    """Which payment of ours an event is about; None for any other. Raises UntrustedEvent."""
    try:
        _verify(body.decode(), signature, secret, stripe.Webhook.DEFAULT_TOLERANCE)
        named = msgspec.json.decode(body, type=_Event).data.object
    except (stripe.SignatureVerificationError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise UntrustedEvent from error
    try:
        return UUID(named.metadata.get(PAYMENT) or named.client_reference_id or "")
    except ValueError:
        return None
