"""The door through which the payment provider says that something happened."""

from typing import Annotated, Any

from litestar import Controller, Request, post
from litestar.params import HeaderParameter

from comptoir.kit.errors import N_, Invalid, NotFound
from comptoir.payments.actions import note_word
from comptoir.payments.ports import UntrustedEvent, payment_of
from comptoir.wiring.edge import CurrentWork


class WrongSignature(Invalid):
    status = 400
    slug = "wrong-signature"
    title = N_("This message is not signed by the payment provider.")


class ProviderApi(Controller):
    """Nobody signs in here: the provider signs what it says."""

    path = "/api/payments/stripe"
    include_in_schema = False

    @post(status_code=204)
    async def hear(
        self,
        work: CurrentWork,
        request: Request[Any, Any, Any],
        signature: Annotated[str, HeaderParameter(name="Stripe-Signature")] = "",
    ) -> None:
        """Take an event to heart: the payment that it is about is looked at."""
        if not work.settings.stripe_webhook_secret:
            raise NotFound
        try:
            payment_id = payment_of(await request.body(), signature, secret=work.settings.stripe_webhook_secret)
        except UntrustedEvent:
            raise WrongSignature from None
        if payment_id:
            await note_word(work, payment_id)


DOORS = (ProviderApi,)
"""What it serves: each class at its own addresses."""
