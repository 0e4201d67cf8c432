"""Identifiers: ordered by time, never twice the same."""

from comptoir.kit.ids import ALPHABET, new_id, normalise_code, order_number, pickup_code


def test_ids_are_uuids_of_version_7_and_distinct() -> None:
    made = [new_id() for _ in range(2000)]
    assert len(set(made)) == len(made)
    assert {(each.version, each.variant) for each in made} == {(7, "specified in RFC 4122")}


def test_a_later_id_sorts_after_one_of_an_earlier_millisecond() -> None:
    made = [new_id() for _ in range(5000)]
    stamps = [each.int >> 80 for each in made]
    assert stamps == sorted(stamps)


def test_distinct_serials_make_distinct_readable_numbers() -> None:
    numbers = {order_number(serial) for serial in range(20_000)}
    assert len(numbers) == 20_000
    assert all(len(number) == 8 and set(number) <= {*ALPHABET, "-"} for number in numbers)


def test_a_code_is_read_however_it_was_typed() -> None:
    code = pickup_code()
    assert normalise_code(f" {code[:3].lower()}-{code[3:]} ") == code
