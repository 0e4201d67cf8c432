"""Commands come from our own pages only, whoever is signed in."""

import pytest

from tests.house import LEA, NADIA, House
from tests.identity.conftest import PASSWORD, Browser

HERE = "http://comptoir.test"
ELSEWHERE = "http://evil.example"


@pytest.mark.parametrize(
    ("origin", "carried_out"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": HERE}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": ELSEWHERE}, False),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://shop.comptoir.test"}, False),
        ({"Origin": ELSEWHERE}, False),
        ({"Origin": "null"}, False),
        ({}, False),
    ],
)
async def test_a_command_counts_only_from_our_own_pages(
    browser: Browser, chain: House, origin: dict[str, str], carried_out: bool
) -> None:
    await browser.sign_in(NADIA)
    del browser.client.headers["Sec-Fetch-Site"]
    answer = await browser.post(f"/team/{LEA.id}/deactivate", headers=origin)
    assert answer.status_code == (303 if carried_out else 403)
    assert await chain.value("SELECT active FROM staff WHERE name = 'Léa'") is not carried_out


async def test_nobody_is_signed_in_from_another_site(browser: Browser, chain: House) -> None:
    browser.client.headers["Sec-Fetch-Site"] = "cross-site"
    assert (await browser.sign_in(NADIA, PASSWORD)).status_code == 403
    assert await chain.rows("SELECT id FROM sessions") == []
