"""Signed links and codes: ours are known, everything else is nothing."""

import stat
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID

import pytest

from comptoir.wiring.links import (
    customer_from_token,
    handover_token,
    pickup_token,
    pickup_url,
    read_handover_token,
    read_pickup_token,
)
from comptoir.wiring.settings import Settings

OURS = Settings(secret="ours", public_url="https://shop.test/")
THEIRS = Settings(secret="theirs")
ORDER = UUID("01a20961-8f6e-7a1c-9d27-5c41b8e6f003")
TOKEN = pickup_token(OURS, ORDER)


def test_a_link_opens_its_order() -> None:
    assert read_pickup_token(OURS, TOKEN) == ORDER
    assert pickup_url(OURS, ORDER) == f"https://shop.test/pickup/{TOKEN}"


def test_a_link_is_short_and_no_mail_program_breaks_it() -> None:
    assert len(TOKEN) == 48
    assert TOKEN.isalnum()


def test_a_qr_code_says_capitals_and_digits_and_is_known_however_it_was_typed() -> None:
    scanned = handover_token(OURS, ORDER)
    assert scanned.startswith("CPT")
    assert scanned == scanned.upper()
    assert read_handover_token(OURS, scanned) == read_handover_token(OURS, scanned.lower()) == ORDER


def test_a_link_is_no_qr_code_and_a_qr_code_no_link() -> None:
    assert read_handover_token(OURS, "CPT" + TOKEN) is None
    assert read_pickup_token(OURS, handover_token(OURS, ORDER).removeprefix("CPT")) is None
    assert read_handover_token(OURS, handover_token(OURS, ORDER).removeprefix("CPT")) is None


def test_a_link_of_another_house_opens_nothing() -> None:
    assert read_pickup_token(THEIRS, TOKEN) is None


def test_every_sign_of_a_link_counts() -> None:
    for place in range(len(TOKEN)):
        for sign in "a7":
            changed = TOKEN[:place] + sign + TOKEN[place + 1 :]
            assert changed == TOKEN or read_pickup_token(OURS, changed) is None


@pytest.mark.parametrize(
    "garbage", ["", "x", "é" * 48, "ı" * 48, "a" * 47, "a" * 49, "a" * 48, TOKEN + "=", TOKEN + "\n", "\0", "../../etc"]
)
def test_garbage_is_nothing(garbage: str) -> None:
    assert read_pickup_token(OURS, garbage) is None
    assert read_handover_token(OURS, garbage) is None
    assert customer_from_token(OURS, garbage) is None


def test_who_has_the_link_is_the_customer_of_that_order_and_nobody_else() -> None:
    customer = customer_from_token(OURS, TOKEN)
    assert customer is not None
    assert (customer.kind, customer.id, customer.name) == ("customer", str(ORDER), "")


def test_without_a_secret_one_is_kept_that_only_we_can_read(tmp_path: Path) -> None:
    here = Settings(data=tmp_path / "data")
    assert read_pickup_token(here, pickup_token(here, ORDER)) == ORDER
    kept = here.data / "secret"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert len(kept.read_text()) >= 40
    assert [file.name for file in here.data.iterdir()] == ["secret"]


def test_processes_that_start_at_once_agree_on_the_secret(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("fork")) as pool:
        tokens = list(pool.map(_token_in, [tmp_path / "data"] * 8))
    assert len(set(tokens)) == 1


def _token_in(data: Path) -> str:
    return pickup_token(Settings(data=data), UUID(int=1))
