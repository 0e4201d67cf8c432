"""What stands on a label: numbers with check digits, a PDF of the right size, and ZPL that no text can break out of."""

import re
from io import BytesIO

import msgspec
import pytest
from pypdf import PdfReader

from comptoir.fulfilment import rules
from comptoir.fulfilment.ports import Consignment, Party, Undone
from comptoir.fulfilment.ports.label_pdf import in_font
from comptoir.fulfilment.ports.label_zpl import barcode, escaped
from comptoir.fulfilment.ports.own import OwnCarrier, is_tracking_number, tracking_number

LYON = Party("Lyon", "1 rue de la République", "", "69001", "Lyon", "FR")
MARIE = Party("Marie Durand", "3 place Grenette", "Bât. B", "38000", "Grenoble", "FR")
BOX = Consignment(
    serial=4711,
    reference="K7Q-4M2X",
    service="express",
    service_name="Express",
    number=1,
    of=2,
    weight=1200,
    sides=(400, 300, 200),
    handling=["cold"],
    sender=LYON,
    receiver=MARIE,
)


def test_no_wrong_digit_and_no_two_that_change_places_go_unseen() -> None:
    number = tracking_number(4711)
    assert is_tracking_number(number)
    digits = number[2:]
    for at in range(len(digits)):
        for wrong in set("0123456789") - {digits[at]}:
            assert not is_tracking_number("CV" + digits[:at] + wrong + digits[at + 1 :])
    for at in range(len(digits) - 1):
        swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        assert is_tracking_number("CV" + swapped) == (swapped == digits)


@pytest.mark.parametrize("text", ["", "CV", "6A123", "CV12345678901X", "CV٠٠٠٠٠٠٤٧١١٣٠"])
def test_what_is_not_ours_is_no_number_of_ours(text: str) -> None:
    assert not is_tracking_number(text)


async def test_the_pdf_is_one_page_of_a6_and_says_everything() -> None:
    bought = await OwnCarrier("Comptoir").buy(BOX)
    (page,) = PdfReader(BytesIO(bought.pdf)).pages
    assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [105, 148]
    text = page.extract_text()
    said = ["Comptoir", "EXPRESS", "Marie Durand", "3 place Grenette", "Bât. B", "38000 Grenoble", "1 rue de la Rép"]
    said += ["1/2", "1.2 kg", "40 × 30 × 20 cm", "COLD", "K7Q-4M2X", "CV00 0000 4711 30"]
    assert [each for each in said if each not in text] == []


def test_signs_that_the_font_has_not_lose_their_marks_or_become_a_question_mark() -> None:
    assert in_font("Łukasz Đặng 東\x00", "Vera") == "Łukasz Dang ?" or in_font("Đặng", "Vera").endswith("ang")


def test_spaces_that_hold_words_together_are_spaces_on_paper() -> None:
    assert in_font("Poids\N{NO-BREAK SPACE}: 1,2\N{NARROW NO-BREAK SPACE}kg", "Vera") == "Poids : 1,2 kg"


def test_a_label_in_zpl_is_one_label_in_utf_8_of_four_by_six_inches() -> None:
    zpl = _zpl(BOX)
    assert zpl.startswith("^XA\n^CI28\n^PW812^LL1218")
    assert zpl.rstrip().endswith("^XZ")
    assert "^BCN,220,N,N,N,A^FDCV000000471130^FS" in zpl
    assert "République" in zpl


def test_a_long_address_stays_on_the_label_and_a_short_one_is_large() -> None:
    street = "128 boulevard du Maréchal de Lattre de Tassigny"
    sizes = {text: int(size) for size, text in re.findall(r"\^A0N,(\d+),\d+\^FH\^FD(.*)\^FS", _zpl(in_street(street)))}
    assert sizes["38000 Grenoble"] == 48
    assert 20 <= sizes[street] < 732 / (0.55 * len(street))


@pytest.mark.parametrize("evil", ["^XZ^XA~JA", "~DGR:X", "a_5Eb", "\\&x", "^FS^FO0,0^XG", "x\r\n^XZ", "\x1b^"])
def test_no_field_can_give_the_printer_a_command(evil: str) -> None:
    party = Party(evil, evil, evil, evil, evil, evil)
    zpl = _zpl(msgspec.structs.replace(BOX, sender=party, receiver=party, reference=evil, handling=[evil]))
    assert commands(zpl) == commands(_zpl(msgspec.structs.replace(BOX, sender=MARIE, receiver=MARIE)))
    for sign in "^~\\":
        assert sign not in escaped(evil)


def test_what_some_scanner_might_read_otherwise_is_no_barcode() -> None:
    assert barcode(0, 0, 100, ">6^FS") == []


def in_street(street: str) -> Consignment:
    """Marie's box, sent to another street of hers."""
    return msgspec.structs.replace(BOX, receiver=msgspec.structs.replace(MARIE, street=street))


def commands(zpl: str) -> list[str]:
    """The commands of a label, without places and data."""
    return re.findall(r"[\^~][A-Z][A-Z0-9]", zpl)


def _zpl(box: Consignment) -> str:
    from comptoir.fulfilment.ports.label_zpl import write_label

    return write_label(box, carrier="Comptoir", tracking=tracking_number(box.serial))


async def test_an_address_that_is_not_complete_is_refused_for_good() -> None:
    nowhere = msgspec.structs.replace(BOX, receiver=Party("Marie", "", "", "", "", ""))
    with pytest.raises(Undone) as refused:
        await OwnCarrier("Comptoir").buy(nowhere)
    assert refused.value.is_final


def test_sizes_are_read_as_people_type_them() -> None:
    assert rules.read_size("20 x 30,5×40").typed == "40 × 30.5 × 20"
    assert [size.typed for size in rules.usual_sizes("30 x 20 x 15, 40x30x20")] == ["30 × 20 × 15", "40 × 30 × 20"]
    assert rules.check_sizes(["", "10x10x10"], boxes=3)[0] is None


@pytest.mark.parametrize("typed", ["40 x 30", "0 x 1 x 1", "301 x 1 x 1", "a x b x c", "1x2x3x4", "-1x2x3"])
def test_what_is_no_size_is_refused(typed: str) -> None:
    with pytest.raises(rules.WrongSize):
        rules.read_size(typed)
