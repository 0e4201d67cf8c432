"""Letters as messages: names and addresses of any kind, and nothing that a name could add."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import msgspec
import pytest

from comptoir.kit.ids import new_id
from comptoir.notices.ports import Letter, Picture, SpoolMailer, Undeliverable, Undelivered
from comptoir.notices.ports.letter import to_message

SENDER = "Comptoir <pickup@comptoir.example>"
LETTER = Letter(
    id=new_id(),
    written_at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    locale="en",
    to_name="Zoé Lefèvre",
    to_address="zoe@example.fr",
    subject="Your order – “ready”",
    text="Hello Zoé,\n\n" + "long " * 300,
    html="<p>Hello Zoé</p><img src='cid:qr'>",
    pictures=(Picture("qr", b"\x89PNG"),),
)


def sent(**changes: object) -> EmailMessage:
    """The message as it is read at the other end."""
    message = to_message(msgspec.structs.replace(LETTER, **changes), sender=SENDER)
    read = message_from_bytes(message.as_bytes(), policy=default)
    assert isinstance(read, EmailMessage)
    return read


def test_it_says_who_it_is_from_and_to_and_that_a_machine_wrote_it() -> None:
    message = sent()
    assert message["From"] == SENDER
    assert message["To"].addresses[0].display_name == "Zoé Lefèvre"
    assert message["Subject"] == "Your order – “ready”"
    assert message["Date"].datetime == LETTER.written_at
    assert message["Message-ID"] == f"<{LETTER.id}@comptoir.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en"


def test_text_comes_before_html_and_the_html_has_its_picture() -> None:
    message = sent()
    assert message.get_content_type() == "multipart/alternative"
    text, related = message.iter_parts()
    html, picture = related.iter_parts()
    assert [part.get_content_type() for part in (text, html, picture)] == ["text/plain", "text/html", "image/png"]
    assert text.get_content().replace("\r\n", "\n").strip() == LETTER.text.strip()
    assert (picture["Content-ID"], picture.get_content()) == ("<qr>", b"\x89PNG")


def test_no_line_on_the_wire_is_longer_than_mail_allows() -> None:
    raw = to_message(msgspec.structs.replace(LETTER, to_name="Zoé " * 60), sender=SENDER).as_bytes()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert raw.isascii()


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x00"])
def test_a_name_or_subject_with_line_breaks_adds_no_header(line_break: str) -> None:
    trick = f"Zoé{line_break}Bcc: everybody@example.fr"
    message = sent(to_name=trick, subject=trick)
    assert message["Bcc"] is None
    assert [address.addr_spec for address in message["To"].addresses] == ["zoe@example.fr"]
    assert message["Subject"] == "Zoé Bcc: everybody@example.fr"


@pytest.mark.parametrize("name", ["", '"', "a, b <c@d.fr>", "Zoé (admin)", "x" * 300, "日本 太郎"])
def test_any_name_leaves_one_addressee(name: str) -> None:
    addresses = sent(to_name=name)["To"].addresses
    assert [(address.display_name, address.addr_spec) for address in addresses] == [(name, "zoe@example.fr")]


def test_a_domain_of_other_letters_goes_out_in_ascii() -> None:
    assert sent(to_address="zoe@exämple.fr")["To"].addresses[0].domain == "xn--exmple-cua.fr"


@pytest.mark.parametrize("address", ["", "zoe", "@example.fr", "zoe@", "zoe@a..fr", "zoe@example.fr\r\nBcc: a@b.fr"])
def test_an_impossible_address_is_given_up(address: str) -> None:
    with pytest.raises(Undeliverable):
        sent(to_address=address)


async def test_without_a_mail_server_letters_lie_in_a_folder_once_each(tmp_path: Path) -> None:
    spool = SpoolMailer(tmp_path / "data" / "mail", sender=SENDER)
    await spool.send(LETTER)
    await spool.send(LETTER)
    (file,) = (tmp_path / "data" / "mail").iterdir()
    assert file.name == f"{LETTER.id}.eml"
    assert message_from_bytes(file.read_bytes(), policy=default)["To"] == "Zoé Lefèvre <zoe@example.fr>"


async def test_where_the_folder_cannot_be_written_the_letter_waits(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file, where the folder should be")
    with pytest.raises(Undelivered):
        await SpoolMailer(tmp_path / "mail", sender=SENDER).send(LETTER)
