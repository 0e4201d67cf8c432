"""Mail by SMTP: how it is handed over, and what the server's answers mean."""

from datetime import UTC, datetime

import pytest

from comptoir.kit.ids import new_id
from comptoir.notices.ports import Letter, SmtpMailer, Undeliverable, Undelivered, smtp
from tests.notices.post_office import PostOffice, opened, trusting

SENDER = "Comptoir <pickup@comptoir.example>"
LETTER = Letter(
    id=new_id(),
    written_at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    locale="fr",
    to_name="Marie Durand",
    to_address="marie@example.fr",
    subject="Votre commande est prête",
    text="Bonjour Marie",
    html="<p>Bonjour Marie</p>",
)


async def test_a_letter_arrives(office: PostOffice) -> None:
    await SmtpMailer(f"smtp://127.0.0.1:{office.port}", sender=SENDER).send(LETTER)
    assert office.recipients == ["marie@example.fr"]
    assert office.mail[0]["Subject"] == "Votre commande est prête"
    assert office.was_encrypted == [False]


async def test_where_the_server_offers_tls_it_is_taken_and_the_password_goes_through_it() -> None:
    async with opened(encrypted="starttls", password="p@ss:word") as office:
        url = f"smtp://comptoir:p%40ss%3Aword@localhost:{office.port}"
        await SmtpMailer(url, sender=SENDER, tls=trusting()).send(LETTER)
    assert office.was_encrypted == [True]


async def test_tls_from_the_start() -> None:
    async with opened(encrypted="smtps") as office:
        await SmtpMailer(f"smtps://localhost:{office.port}", sender=SENDER, tls=trusting()).send(LETTER)
    assert len(office.mail) == 1


async def test_a_certificate_that_nobody_vouches_for_is_not_trusted() -> None:
    async with opened(encrypted="starttls") as office:
        with pytest.raises(Undelivered):
            await SmtpMailer(f"smtp://localhost:{office.port}", sender=SENDER).send(LETTER)
    assert office.mail == []


async def test_a_password_never_goes_to_another_machine_without_tls(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "_is_here", lambda _: False)
    with pytest.raises(Undelivered, match="STARTTLS"):
        await SmtpMailer(f"smtp://comptoir:secret@127.0.0.1:{office.port}", sender=SENDER).send(LETTER)
    assert office.mail == []


@pytest.mark.parametrize(
    ("refusal", "objection", "for_good"),
    [
        ("450 4.2.1 Try again later", "", False),
        ("550 5.1.1 No such person", "", True),
        ("", "451 4.3.0 The disk is full", False),
        ("", "554 5.7.1 We do not like it", True),
    ],
)
async def test_what_a_refusal_means(office: PostOffice, refusal: str, objection: str, for_good: bool) -> None:
    office.refusals, office.objections = [refusal] * bool(refusal), [objection] * bool(objection)
    with pytest.raises(Undelivered) as refused:
        await SmtpMailer(f"smtp://127.0.0.1:{office.port}", sender=SENDER).send(LETTER)
    assert isinstance(refused.value, Undeliverable) == for_good
    assert str(refused.value) == refusal + objection


async def test_a_wrong_password_is_ours_to_mend_so_the_letter_waits() -> None:
    async with opened(encrypted="starttls", password="right") as office:
        carrier = SmtpMailer(f"smtp://comptoir:wrong@localhost:{office.port}", sender=SENDER, tls=trusting())
        with pytest.raises(Undelivered) as refused:
            await carrier.send(LETTER)
    assert not isinstance(refused.value, Undeliverable)


async def test_where_nobody_answers_the_letter_waits() -> None:
    async with opened() as office:
        pass
    with pytest.raises(Undelivered) as refused:
        await SmtpMailer(f"smtp://127.0.0.1:{office.port}", sender=SENDER).send(LETTER)
    assert not isinstance(refused.value, Undeliverable)
