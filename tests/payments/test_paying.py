"""Zoé is paid fifty euros: in cash, by card, on the customer's phone, or in parts."""

import pytest

from comptoir.payments import rules
from comptoir.payments.actions import NoProvider, ReferenceMissing, ReferenceTaken
from tests.payments.stripe_account import StripeAccount
from tests.payments.till import Till


async def test_cash_and_a_card_pay_a_part_each(till: Till) -> None:
    await till.cash(2000, 5000)
    await till.slip(3000, "000417")
    cash, card = await till.payments()
    assert (cash.given, cash.change, card.reference) == (5000, 3000, "000417")
    assert (await till.paid(), await till.left()) == (5000, 0)


async def test_nobody_pays_more_than_is_left(till: Till) -> None:
    await till.cash(2000, 2000)
    with pytest.raises(rules.TooMuchPaid):
        await till.slip(3001, "000417")
    assert await till.paid() == 2000


async def test_a_slip_has_a_number_and_is_entered_once(till: Till) -> None:
    with pytest.raises(ReferenceMissing):
        await till.slip(1000, "")
    await till.slip(1000, "000417")
    with pytest.raises(ReferenceTaken, match="000417"):
        await till.slip(1000, "000417")


async def test_the_customer_pays_by_the_link_on_their_phone(till: Till, stripe: StripeAccount) -> None:
    await till.link()
    await till.work_off()
    (asked,) = await till.payments()
    assert (asked.state, asked.url) == ("pending", f"https://checkout.stripe.test/{asked.reference}")
    assert await till.left() == 0
    stripe.pay(asked.reference or "")
    await till.look()
    (settled,) = await till.payments()
    assert (settled.state, settled.charge, await till.paid()) == ("captured", "pi_2", 5000)


async def test_a_card_at_the_reader_that_is_declined_may_be_tried_again(till: Till, stripe: StripeAccount) -> None:
    await till.reader()
    await till.work_off()
    (intent,) = stripe.made("pi")
    stripe.decline(intent["id"])
    await till.look()
    (declined,) = await till.payments()
    assert (declined.state, declined.trouble) == ("pending", "Your card was declined.")
    stripe.pay(intent["id"])
    await till.look()
    assert await till.paid() == 5000


async def test_a_reader_that_does_not_exist_takes_no_payment(till: Till) -> None:
    await till.reader(reader="tmr_elsewhere")
    await till.work_off()
    (failed,) = await till.payments()
    assert (failed.state, failed.trouble) == ("failed", "No such terminal.reader: tmr_elsewhere")
    assert await till.left() == 5000


async def test_a_link_that_is_called_off_can_no_longer_be_paid(till: Till, stripe: StripeAccount) -> None:
    await till.link()
    await till.work_off()
    await till.call_off()
    await till.work_off()
    assert (await till.states(), stripe.made("cs")[0]["status"]) == (["cancelled"], "expired")
    assert await till.left() == 5000


async def test_a_link_that_was_paid_before_it_was_called_off_is_paid(till: Till, stripe: StripeAccount) -> None:
    await till.link()
    await till.work_off()
    stripe.pay(stripe.made("cs")[0]["id"])
    await till.call_off()
    await till.work_off()
    assert (await till.states(), await till.paid()) == (["captured"], 5000)


async def test_what_is_called_off_before_anybody_was_asked_is_called_off_there_too(
    till: Till, stripe: StripeAccount
) -> None:
    await till.link()
    await till.call_off()
    for _ in range(3):
        await till.work_off()
    assert (await till.states(), [each["status"] for each in stripe.made("cs")]) == (["cancelled"], ["expired"])


async def test_without_an_account_nothing_is_asked_for(till: Till) -> None:
    till.house.settings = till.house.settings.model_copy(update={"stripe_key": ""})
    with pytest.raises(NoProvider):
        await till.link()
    assert await till.payments() == []


async def test_money_goes_back_the_way_it_came_in_parts(till: Till, stripe: StripeAccount) -> None:
    await till.link()
    await till.work_off()
    stripe.pay(stripe.made("cs")[0]["id"])
    await till.look()
    await till.give_back(1500)
    await till.work_off()
    assert (await till.states(), await till.paid()) == (["captured"], 3500)
    await till.give_back(3500)
    await till.work_off()
    assert (await till.states(), await till.paid()) == (["refunded"], 0)
    assert [each["amount"] for each in stripe.made("re")] == [1500, 3500]
    assert await till.house.value("SELECT count(*) FROM payment_refunds WHERE state = 'done'") == 2


async def test_a_refund_that_the_provider_refuses_is_not_given_back(till: Till, stripe: StripeAccount) -> None:
    await till.link()
    await till.work_off()
    stripe.pay(stripe.made("cs")[0]["id"])
    await till.look()
    stripe.made("pi")[0]["amount"] = 1000  # somebody gave the rest back on the provider's own page
    await till.give_back(5000)
    await till.work_off()
    assert (await till.states(), await till.paid()) == (["captured"], 5000)
    trouble = await till.house.value("SELECT trouble FROM payment_refunds")
    assert trouble == "Refund amount is greater than unrefunded amount."


async def test_cash_goes_back_from_the_drawer_at_once(till: Till) -> None:
    await till.cash(5000, 5000)
    await till.give_back(5000)
    assert (await till.states(), await till.left()) == (["refunded"], 5000)
