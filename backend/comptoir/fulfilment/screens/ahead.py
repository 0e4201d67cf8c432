"""What a tablet keeps ahead, so that it opens without a connection."""

import msgspec
from litestar import Controller, get

from comptoir.fulfilment.queries.counts import counts_of
from comptoir.fulfilment.queries.entries import live_entries
from comptoir.fulfilment.queries.transfers import live_transfers
from comptoir.fulfilment.queries.waves import open_waves
from comptoir.identity.rules import Right, standing
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import asset, audience_of
from comptoir.wiring.work import Work


class Ahead(msgspec.Struct, frozen=True):
    """A page, and a version that differs whenever it may look different."""

    url: str
    version: str


class Keeping(msgspec.Struct, frozen=True):
    """For whom, where they begin, and the pages, the most urgent first."""

    audience: str
    home: str
    pages: list[Ahead]


class AheadPages(Controller):
    """Read by the service worker."""

    include_in_schema = False

    @get("/offline/pages")
    async def list_pages(self, work: CurrentWork) -> Keeping:
        """The open work of the store that one stands in, and the lists that lead to it."""
        here = standing(work.actor, Right.SEE_STORE)
        home, position = f"/stores/{here}/queue", await work.position()
        lists = [Ahead(url, position) for url in (home, "/queue", "/handover", "/transfers", "/counts", "/put-back")]
        pages = [*lists, *await _work_of(work, here)]
        built = asset("app.js") + asset("app.css")
        return Keeping(audience_of(work), home, [Ahead(page.url, f"{page.version} {built}") for page in pages])


async def _work_of(work: Work, here: int) -> list[Ahead]:
    preparations = [(f"/preparations/{one.id}", one.version) for one in await live_entries(work, location_id=here)]
    transfers = [(f"/transfers/{one.id}", one.version) for one in await live_transfers(work, here)]
    counts = [(f"/counts/{one.id}", one.version) for one in await counts_of(work, here, ended=0)]
    waves = [(f"/waves/{one.id}", one.version) for one in await open_waves(work, location_id=here)]
    return [Ahead(url, str(version)) for url, version in (*waves, *preparations, *transfers, *counts)]
