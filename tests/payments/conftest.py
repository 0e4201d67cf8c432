"""A till at Lyon, with an account at Stripe."""

from collections.abc import AsyncGenerator

import pytest

from tests.house import House
from tests.payments.stripe_account import KEY, SECRET, StripeAccount, stripe_account
from tests.payments.till import Till


@pytest.fixture
async def stripe() -> AsyncGenerator[StripeAccount]:
    async with stripe_account() as account:
        yield account


@pytest.fixture
def till(house: House, stripe: StripeAccount) -> Till:
    given = {"stripe_key": KEY, "stripe_url": stripe.url, "stripe_webhook_secret": SECRET}
    house.settings = house.settings.model_copy(update=given)
    return Till(house)
