"""Who looks at the stock's screens, and what they read there."""

import re

import pytest
from litestar import Litestar

from tests.house import BREAD, IRIS, ZOE, House
from tests.identity.conftest import Browser
from tests.identity.test_endpoints import visit

VARIANT = f"/stock/variants/{BREAD}"


@pytest.fixture
async def zoe(app: Litestar, chain: House) -> Browser:
    """Zoé's tablet, where she was just seen."""
    browser = await visit(app, chain, ZOE)
    await browser.get("/stock")
    return browser


@pytest.fixture
async def iris(app: Litestar, chain: House) -> Browser:
    """Headquarters."""
    browser = await visit(app, chain, IRIS)
    await browser.get("/stock")
    return browser


def said(html: str) -> str:
    """The text of a page, on one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())
