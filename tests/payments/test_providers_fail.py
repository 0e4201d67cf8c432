"""What a provider does not say, says twice, or says late: no payment is lost, and none is made twice."""

import pytest

from comptoir.payments.actions import note_word
from comptoir.worker import JOBS
from tests.payments.stripe_account import StripeAccount
from tests.payments.till import Till


@pytest.mark.parametrize("how", [500, 503, 429, 409, "cut"])
async def test_what_passes_is_tried_again_and_asked_for_once(till: Till, stripe: StripeAccount, how: int | str) -> None:
    stripe.breaks = [how, how]
    await till.link()
    for _ in range(3):
        await till.work_off()
    assert len(stripe.made("cs")) == 1
    (asked,) = await till.payments()
    assert asked.reference == stripe.made("cs")[0]["id"]


async def test_a_reader_is_handed_a_payment_again_if_we_never_heard_that_it_was(
    till: Till, stripe: StripeAccount
) -> None:
    stripe.breaks = ["cut", "cut", "cut"]
    await till.reader()
    for _ in range(4):
        await till.work_off()
    assert len(stripe.made("pi")) == 1
    assert (await till.payments())[0].reference == stripe.made("pi")[0]["id"]


async def test_a_wrong_key_ends_the_payment_with_what_the_provider_said(till: Till) -> None:
    till.house.settings = till.house.settings.model_copy(update={"stripe_key": "sk_wrong"})
    await till.link()
    await till.work_off()
    (failed,) = await till.payments()
    assert (failed.state, failed.trouble) == ("failed", "Invalid API Key provided.")


async def test_money_that_a_provider_took_after_all_is_written_down(till: Till, stripe: StripeAccount) -> None:
    await till.link()
    await till.work_off()
    session = stripe.made("cs")[0]
    session["status"] = "expired"
    await till.look()
    assert await till.states() == ["cancelled"]
    stripe.pay(session["id"])
    async with till.house.work() as work:
        await note_word(work, (await till.payments())[0].id)
    await till.work_off()
    assert (await till.states(), await till.paid()) == (["captured"], 5000)


async def test_a_worker_that_dies_between_two_steps_loses_no_payment(till: Till, stripe: StripeAccount) -> None:
    await till.link()
    await till.work_off()
    stripe.pay(stripe.made("cs")[0]["id"])
    stripe.breaks = ["cut"]
    await till.look()
    assert await till.states() == ["pending"]
    await till.look()
    assert await till.paid() == 5000


async def test_a_job_that_is_done_twice_has_one_effect(till: Till, stripe: StripeAccount) -> None:
    await till.link()
    await till.work_off()
    stripe.pay(stripe.made("cs")[0]["id"])
    await till.look()
    refund = await till.give_back(1000)
    await till.work_off()
    for job in ("ask_for_payment", "look_at_payment", "call_off_payment"):
        await again(till, job, (await till.payments())[0].id.bytes)
    await again(till, "give_payment_back", refund.bytes)
    assert (await till.paid(), len(stripe.made("re")), len(stripe.made("cs"))) == (4000, 1, 1)


async def again(till: Till, job: str, payload: bytes) -> None:
    async with till.house.work() as work:
        await JOBS[job](work, payload)
