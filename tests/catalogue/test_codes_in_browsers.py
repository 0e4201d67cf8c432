"""What browsers make of scans by themselves: the same article as the server finds, from the keys of any scanner."""

import json
import subprocess
from typing import Any

import pytest

from comptoir.catalogue.rules import gtin_of
from comptoir.wiring.pages import FRONTEND

NODE = FRONTEND.parent / ".venv" / "bin" / "node"
GS = "\x1d"
GTIN, OTHER = "04006381333931", "00036000291452"
SAME = {
    GTIN: [
        "4006381333931",
        " 4006381333931\r\n",
        "04006381333931",
        "00004006381333931",
        "]E04006381333931",
        "0104006381333931",
        f"]C10104006381333931{GS}10LOT7",
        f"]d201040063813339311727123110LOT7{GS}21SERIAL",
        f"{GS}0104006381333931",
        f"10LOT7{GS}0104006381333931",
        "11261128172712310104006381333931",
        f"<GS>3103000750{GS}0104006381333931",
        "(01)04006381333931(17)271231",
        "(17)271231(01)04006381333931",
        "https://id.example/01/04006381333931/10/LOT7?17=271231",
    ],
    OTHER: ["036000291452", "0036000291452", "0 36000 29145 2", "36000291452"],
}


def in_browser(module: str, script: str, *said: Any) -> Any:
    """What a module of the page answers, run by Node."""
    told = f"import * as it from {json.dumps(str(FRONTEND / 'js' / module))}; const said = {json.dumps(said)};"
    command = [NODE, "--input-type=module", "--eval", f"{told} console.log(JSON.stringify({script}))"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def test_every_form_of_a_gtin_is_the_same_here_and_there() -> None:
    codes = [code for forms in SAME.values() for code in forms]
    plain = in_browser("codes.js", "said.map(code => it.plainCode(code))", *codes)
    assert [code.zfill(14) for code in plain] == [gtin_of(code) for code in codes]
    assert plain == [gtin.lstrip("0") for gtin, forms in SAME.items() for _ in forms]


@pytest.mark.parametrize("code", ["CHEESE-200", "cheese-200", "]C1CHEESE-200", " CHEESE-200 "])
def test_what_is_no_gtin_stays_as_it_is_but_for_its_case(code: str) -> None:
    assert in_browser("codes.js", "it.plainCode(said[0])", code) == "CHEESE-200"


def keys(code: str, *, begun: int, apart: int = 4, end: str = "Enter") -> list[dict[str, Any]]:
    """What a scanner types from a moment on, in ms."""
    signs = [{"key": "]", "code": "BracketRight", "ctrlKey": True} if sign == GS else {"key": sign} for sign in code]
    return [
        {"code": "", "timeStamp": begun + place * apart, **sign} for place, sign in enumerate([*signs, {"key": end}])
    ]


def scanned(*typed: list[dict[str, Any]]) -> list[list[Any]]:
    """The codes that are read, each with whether it came twice at once."""
    script = "said.map(key => { const code = wedge.take(key); return code && [code, wedge.isBounce] }).filter(Boolean)"
    return in_browser("wedge.js", f"(wedge => {script})(new it.Wedge())", *[key for each in typed for key in each])


def test_a_code_that_comes_again_at_once_is_one_scan() -> None:
    assert scanned(keys("BREAD-800", begun=1_000), keys("BREAD-800", begun=1_300)) == [
        ["BREAD-800", False],
        ["BREAD-800", True],
    ]


def test_a_second_scan_of_the_same_article_counts() -> None:
    assert scanned(keys("BREAD-800", begun=1_000), keys("BREAD-800", begun=1_500)) == [["BREAD-800", False]] * 2


def test_another_article_counts_however_soon_it_comes() -> None:
    assert scanned(keys("BREAD-800", begun=1_000), keys("CHEESE-200", begun=1_100)) == [
        ["BREAD-800", False],
        ["CHEESE-200", False],
    ]


@pytest.mark.parametrize("end", ["Enter", "Tab"])
def test_a_group_separator_comes_as_control_and_bracket(end: str) -> None:
    code = f"]d20104006381333931{GS}10LOT7"
    assert scanned(keys(code, begun=1_000, end=end)) == [[code, False]]


def test_a_group_separator_may_come_as_itself() -> None:
    typed = [*keys("0104006381333931", begun=1_000)[:-1], {"key": GS, "code": "", "timeStamp": 1_066}]
    assert scanned(typed, keys("10LOT7", begun=1_070)) == [[f"0104006381333931{GS}10LOT7", False]]


def test_digits_are_read_off_the_keys_where_the_keyboard_is_french() -> None:
    typed = [{"key": "é", "code": "Digit2", "timeStamp": 1_000 + place} for place in range(13)]
    typed.append({"key": "]", "code": "BracketRight", "ctrlKey": True, "timeStamp": 1_013})
    assert scanned(typed, [{"key": "Enter", "code": "", "timeStamp": 1_014}]) == [["2" * 13 + GS, False]]


def test_who_types_by_hand_scans_nothing() -> None:
    assert scanned(keys("BREAD-800", begun=1_000, apart=80)) == []
