"""A tablet without a connection tells the codes that we made from others."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from comptoir.wiring.codes import HandoverCode, public_key, sign_code
from comptoir.wiring.settings import Settings
from tests.catalogue.test_codes_in_browsers import in_browser

CODE = HandoverCode(
    UUID("0192f3a4-7e6c-7b1a-9c7d-2f5b8a1c4d3e"), 12, "KM4T7Q", datetime(2027, 3, 1, 18, 30, tzinfo=UTC)
)


def read(settings: Settings, text: str) -> Any:
    return in_browser("handover/token.js", "(await it.read(said[0], said[1])) ?? null", text, public_key(settings))


def test_a_code_of_ours_says_what_it_is_of(settings: Settings) -> None:
    told = {
        "preparation": str(CODE.preparation_id),
        "location": CODE.location_id,
        "until": CODE.expires_at.timestamp() * 1000,
    }
    assert read(settings, sign_code(settings, CODE)) == told
    assert read(settings, f" {sign_code(settings, CODE).lower()}\n") == told


def test_a_code_that_another_chain_made_is_not_ours(settings: Settings) -> None:
    other = settings.model_copy(update={"secret": "another secret of at least thirty-two signs"})
    assert read(settings, sign_code(other, CODE)) is None


@pytest.mark.parametrize("place", [4, 20, 45, 60, 151])
def test_a_code_of_which_one_sign_was_changed_is_not_ours(settings: Settings, place: int) -> None:
    text = sign_code(settings, CODE)
    assert read(settings, text[:place] + ("B" if text[place] != "B" else "C") + text[place + 1 :]) is None


@pytest.mark.parametrize("text", ["", "CPS", "CPS" + "A" * 149, "CPS" + "A" * 148, "CPT" + "A" * 149, "4006381333931"])
def test_garbage_is_not_ours(settings: Settings, text: str) -> None:
    assert read(settings, text) is None
