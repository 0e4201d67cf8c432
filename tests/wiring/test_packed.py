"""What travels packed: pages that are worth it, and built files, to browsers that take it so."""

import gzip

import pytest

from comptoir.wiring.assets import BUILT
from comptoir.wiring.packed import WORTH_IT, accepts_packed, pack
from comptoir.wiring.pages import asset
from comptoir.wiring.settings import Settings
from tests.wiring.test_appearance import browsing

HTML = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", b"9")]
JSON = [(b"content-type", b"application/json")]
LONG = b"<p>Lyon Presqu'ile</p>" * WORTH_IT


@pytest.mark.parametrize("said", ["gzip", "br, gzip;q=0.8", "deflate;q=1, GZIP".lower(), "gzip ; q=0.5"])
def test_a_browser_that_takes_gzip(said: str) -> None:
    assert accepts_packed(said)


@pytest.mark.parametrize("said", ["", "identity", "br", "gzip;q=0", "x-gzip", "gzip; q=0.0"])
def test_a_browser_that_does_not(said: str) -> None:
    assert not accepts_packed(said)


def test_a_long_page_is_packed_and_says_so() -> None:
    headers, body = pack(HTML, LONG, accept_encoding="gzip, br")
    assert gzip.decompress(body) == LONG
    assert len(body) < len(LONG) / 10
    assert dict(headers)[b"content-encoding"] == b"gzip"
    assert [value for name, value in headers if name == b"content-length"] == [str(len(body)).encode()]
    assert dict(headers)[b"vary"] == b"accept-encoding"


@pytest.mark.parametrize(("headers", "body"), [(HTML, b"<p>Lyon</p>"), (JSON, LONG), ([], b"")])
def test_what_is_short_or_for_machines_travels_as_it_is(headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    assert pack(headers, body, accept_encoding="gzip") == (headers, body)


def test_a_cache_between_us_is_told_that_pages_differ() -> None:
    headers, body = pack(HTML, LONG, accept_encoding="identity")
    assert body == LONG
    assert dict(headers)[b"vary"] == b"accept-encoding"


@pytest.mark.parametrize("wish", ["gzip", "identity"])
async def test_a_built_file_is_the_same_packed_or_not(settings: Settings, wish: str) -> None:
    async with browsing(settings) as browser:
        answer = await browser.get(asset("app.css"), headers={"accept-encoding": wish})
    assert answer.content == (BUILT / asset("app.css").removeprefix("/static/")).read_bytes()
    assert (answer.headers.get("content-encoding") == "gzip") is (wish == "gzip")
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("path", ["nothing.js", "..%2Fpackage.json", "%2e%2e", ".", "%2Fetc%2Fpasswd"])
async def test_nothing_else_is_handed_out(settings: Settings, path: str) -> None:
    async with browsing(settings) as browser:
        assert (await browser.get(f"/static/{path}")).status_code == 404
