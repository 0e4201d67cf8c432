"""Bands, pauses, signatures, states, and what may be asked for: pure."""

import base64
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kit.errors import Refused
from comptoir.webhooks.ports.addresses import is_public
from comptoir.webhooks.rules.bands import band, unsure
from comptoir.webhooks.rules.retries import LONGEST, Trouble, is_given_up, pause_after
from comptoir.webhooks.rules.signing import signed, written
from comptoir.webhooks.rules.states import MOVES, WrongWebhookState, next_state
from comptoir.webhooks.rules.subscriptions import NothingToTell, Subscription, ThresholdWrong, UrlWrong, check
from comptoir.webhooks.rules.types import TOLD, TYPES, names_of

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
UNITS = st.integers(-50, 50)
BELOW = st.none() | st.integers(1, 30)


@given(UNITS, BELOW)
def test_every_number_of_units_is_in_one_band(available: int, below: int | None) -> None:
    assert (band(available, below) == "out") == (available <= 0)
    assert (band(available, below) == "low") == (below is not None and 0 < available < below)


@given(UNITS, BELOW)
def test_more_units_never_mean_a_lower_band(available: int, below: int | None) -> None:
    order = ["out", "low", "in"]
    assert order.index(band(available, below)) <= order.index(band(available + 1, below))


@given(free=UNITS, below=BELOW, safety=st.integers(0, 20), others=st.integers(0, 20))
def test_only_levels_of_which_it_is_unsure_depend_on_safety_stock(
    free: int, below: int | None, safety: int, others: int
) -> None:
    if band(free - safety, below) != band(free - others, below):
        assert free in unsure(below, safety=max(safety, others))


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_pauses_grow_from_five_seconds_to_an_hour(chance: float) -> None:
    pauses = [pause_after(failures, chance=chance) for failures in range(1, 60)]
    assert timedelta(seconds=5) <= pauses[0] <= timedelta(seconds=10)
    assert all(later >= sooner for sooner, later in pairwise(pauses))
    assert LONGEST / 2 <= pauses[-1] <= LONGEST == max(pause_after(99, chance=1.0), LONGEST)


def test_a_receiver_that_asks_for_a_pause_gets_it_but_not_for_ever() -> None:
    assert pause_after(1, chance=0, asked=timedelta(minutes=3)) == timedelta(minutes=3)
    assert pause_after(1, chance=0, asked=timedelta(seconds=-3)) == timedelta(seconds=5)
    assert pause_after(1, chance=0, asked=timedelta(days=9000)) == timedelta(days=1)


def test_we_give_up_after_five_days_or_when_told_that_it_is_gone() -> None:
    trouble = Trouble("answered", 500)
    assert not is_given_up(trouble, failing_since=NOON, now=NOON + timedelta(days=4, hours=23))
    assert is_given_up(trouble, failing_since=NOON, now=NOON + timedelta(days=5))
    assert is_given_up(Trouble("answered", 410), failing_since=NOON, now=NOON)


def test_the_example_of_the_specification_is_signed_as_it_says() -> None:
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1614265330.9, UTC)
    headers = signed("msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', secrets=[secret], at=at)
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    assert written(secret) == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_every_secret_signs() -> None:
    headers = signed("msg_1", b"{}", secrets=[b"a" * 32, b"b" * 32], at=NOON)
    assert [each[:3] for each in headers["webhook-signature"].split(" ")] == ["v1,", "v1,"]


def test_the_table_of_states_says_what_is_possible() -> None:
    possible = {(state, move) for state, moves in MOVES.items() for move in moves}
    for state in ("active", "paused", "disabled", "removed"):
        for move in ("pause", "resume", "disable", "remove"):
            if (state, move) not in possible:
                with pytest.raises(WrongWebhookState):
                    next_state(state, move)


GOOD = Subscription(name="Shop", url="https://shop.example/hooks", types=TYPES)


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/hooks",
        "https://shop.example:8443/a/b?c=d",
        "https://93.184.215.14/",
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
    ],
)
def test_addresses_that_may_be_asked_for(url: str) -> None:
    check(changed(url=url), allows_here=False)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "shop.example",
        "http://shop.example/",
        "http://localhost/",
        "ftp://shop.example/",
        "https://",
        "https:///hooks",
        "https://marie:secret@shop.example/",
        "https://shop.example\\@127.0.0.1/",
        "https://shop.example/#part",
        "https://shop.example/with space",
        "https://shop.example/é",
        "https://shop.example:99999/",
        "https://shop.example:0/",
        "https://[::1/",
        'https://"a:1:2',
        "https://a:b",
        "https://-a/",
        "https://a b",
        "https://*.shop.example/",
        "https://%6cocalhost/",
        "file:///etc/passwd",
    ],
)
def test_addresses_that_may_not(url: str) -> None:
    with pytest.raises(UrlWrong):
        check(changed(url=url), allows_here=False)


def test_only_this_machine_needs_no_tls_and_only_where_that_is_allowed() -> None:
    for url in ("http://localhost:8000/", "http://127.0.0.1/", "http://[::1]:9/"):
        check(changed(url=url), allows_here=True)
    for url in ("http://shop.example/", "http://10.0.0.1/", "http://localhost.shop.example/"):
        with pytest.raises(UrlWrong):
            check(changed(url=url), allows_here=True)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"types": ()}, NothingToTell),
        ({"types": ("order.placed", "order.eaten")}, NothingToTell),
        ({"below": 0}, ThresholdWrong),
        ({"below": -1}, ThresholdWrong),
        ({"below": 10**12}, ThresholdWrong),
    ],
)
def test_what_makes_no_sense_is_refused(change: dict[str, object], refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        check(changed(**change), allows_here=False)


def changed(**changes: object) -> Subscription:
    values = {name: getattr(GOOD, name) for name in Subscription.__struct_fields__}
    return Subscription(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "198.18.0.1",
        "::",
        "::1",
        "::127.0.0.1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a00:1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2002:a00:1::",
    ],
)
def test_addresses_that_only_we_can_reach(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.215.14", "2606:2800:21f::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"]
)
def test_addresses_of_all_the_world(address: str) -> None:
    assert is_public(address)


def test_every_type_has_its_events() -> None:
    assert set(TOLD.values()) == set(TYPES)
    assert names_of(["preparation.expired"]) == {"PreparationExpired", "HandoverCancelled"}
    assert names_of(["availability.changed"]) == {"LevelsChanged", "LevelsFed", "SafetyChanged"}
