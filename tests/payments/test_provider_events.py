"""The provider says that something happened: signed by it, it is looked at; anything else is refused."""

import time
from collections.abc import AsyncGenerator

import httpx
import pytest

from comptoir.app import create_app
from tests.payments.stripe_account import StripeAccount
from tests.payments.till import Till
from tests.served import running

EVENTS = "/api/payments/stripe"


@pytest.fixture
async def door(till: Till) -> AsyncGenerator[httpx.AsyncClient]:
    async with running(create_app(till.house.settings, till.house.clock)) as app:
        transport = httpx.ASGITransport(app)  # pyright: ignore[reportArgumentType] - Litestar's own ASGI types
        yield httpx.AsyncClient(transport=transport, base_url="http://comptoir.test")


async def paid_link(till: Till, stripe: StripeAccount) -> str:
    await till.link()
    await till.work_off()
    session = stripe.made("cs")[0]["id"]
    stripe.pay(session)
    return session


async def said(door: httpx.AsyncClient, body: bytes, signature: str) -> int:
    answer = await door.post(EVENTS, content=body, headers={"Stripe-Signature": signature})
    return answer.status_code


async def test_what_the_provider_says_is_seen_at_once_and_twice_does_no_harm(
    till: Till, stripe: StripeAccount, door: httpx.AsyncClient
) -> None:
    body, signature = stripe.event(await paid_link(till, stripe))
    assert [await said(door, body, signature) for _ in range(2)] == [204, 204]
    await till.work_off()
    await till.work_off()
    assert (await till.states(), await till.paid()) == (["captured"], 5000)
    assert (await till.house.events()).count("PaymentSettled") == 1


async def test_an_event_is_not_believed_but_looked_at(
    till: Till, stripe: StripeAccount, door: httpx.AsyncClient
) -> None:
    session = await paid_link(till, stripe)
    body, signature = stripe.event(session)
    stripe.things[session] |= {"status": "open", "payment_status": "unpaid"}
    assert await said(door, body, signature) == 204
    await till.work_off()
    assert await till.states() == ["pending"]


@pytest.mark.parametrize("how", ["another secret", "an hour ago", "another body", "no signature"])
async def test_what_the_provider_did_not_sign_is_refused(
    till: Till, stripe: StripeAccount, door: httpx.AsyncClient, how: str
) -> None:
    session = await paid_link(till, stripe)
    body, signature = stripe.event(
        session,
        secret="whsec_other" if how == "another secret" else "whsec_comptoir",
        at=time.time() - 3600 if how == "an hour ago" else None,
    )
    body = body + b" " if how == "another body" else body
    answer = await door.post(
        EVENTS, content=body, headers={} if how == "no signature" else {"Stripe-Signature": signature}
    )
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (400, "wrong-signature")
    assert "PaymentDoubted" not in await till.house.events()


async def test_an_event_about_somebody_elses_payment_is_left_alone(
    till: Till, stripe: StripeAccount, door: httpx.AsyncClient
) -> None:
    session = await paid_link(till, stripe)
    stripe.things[session] |= {"metadata": {}, "client_reference_id": "basket-7"}
    assert await said(door, *stripe.event(session)) == 204
    assert "PaymentDoubted" not in await till.house.events()


async def test_without_a_secret_the_door_does_not_exist(
    till: Till, stripe: StripeAccount, door: httpx.AsyncClient
) -> None:
    session = await paid_link(till, stripe)
    till.house.settings.stripe_webhook_secret = ""
    assert await said(door, *stripe.event(session)) == 404


async def test_the_customer_is_thanked_in_their_language(door: httpx.AsyncClient) -> None:
    answer = await door.get("/paid", headers={"Accept-Language": "fr"})
    assert (answer.status_code, "Merci" in answer.text) == (200, True)
