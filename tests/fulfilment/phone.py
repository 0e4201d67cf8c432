"""The customer's phone."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, cast

import httpx

from tests.house import House
from tests.served import application


@asynccontextmanager
async def phone(house: House, *, address: str = "192.0.2.1") -> AsyncGenerator[httpx.AsyncClient]:
    """A phone with a browser, and the application that it reaches."""
    with application(house.settings, house.clock) as app:
        transport = httpx.ASGITransport(cast(Any, app), client=(address, 50_000))
        async with app.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://comptoir.test") as client:
            yield client


def text_of(html: str) -> str:
    """What is read between the tags of the page's main part."""
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())
