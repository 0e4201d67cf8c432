"""What is printed of a preparation: from the browser as pages, and as files where a label must be exact.

None of it may be kept by a proxy or a browser: it names customers (see wiring/headers).
"""

from io import BytesIO
from typing import Annotated, Any, Literal
from uuid import UUID

import segno
from litestar import Controller, Response, get
from litestar.params import FromPath, QueryParameter
from markupsafe import Markup

from comptoir.fulfilment.queries.entries import Entry, entry
from comptoir.fulfilment.queries.labels import FILES, label_file
from comptoir.fulfilment.queries.papers import slip
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import NotFound
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.pages import page, render
from comptoir.wiring.work import Work

Width = Annotated[Literal["58", "80", "100"], QueryParameter(description="Millimetres of paper.")]


class PaperScreens(Controller):
    """For who works at the store."""

    path = "/preparations/{preparation_id:uuid}"
    include_in_schema = False

    @get("/bag-label")
    async def bag_label(self, work: CurrentWork, preparation_id: FromPath[UUID], width: Width = "80") -> Response[str]:
        """Whose bag it is, and where it waits."""
        found = await _seen(work, preparation_id, Right.SEE_STORE)
        body = render(work.locale, "fulfilment/print/bag.html", bag=found, qr=qr_of(found.number))
        return print_page(
            work, body, title=found.number, paper=f"label-{width}", back=f"/preparations/{preparation_id}", width=width
        )

    @get("/slip")
    async def slip(self, work: CurrentWork, preparation_id: FromPath[UUID]) -> Response[str]:
        """What lies with the goods, in the customer's language."""
        await _seen(work, preparation_id, Right.SEE_STORE)
        found = await slip(work, preparation_id)
        has_prices = work.settings.prices_on_packing_slips
        body = render(found.locale, "fulfilment/print/slip.html", slip=found, has_prices=has_prices)
        return print_page(
            work, body, title=found.number, paper="a4", back=f"/preparations/{preparation_id}", lang=found.locale
        )

    @get("/boxes/{number:int}/label/{kind:str}")
    async def label(
        self, work: CurrentWork, preparation_id: FromPath[UUID], number: FromPath[int], kind: FromPath[str]
    ) -> Response[Any]:
        """What the carrier gave for a box."""
        await _seen(work, preparation_id, Right.PREPARE)
        found = await label_file(work, preparation_id, number, kind)
        headers = {"Content-Disposition": f'inline; filename="{found.tracking}.{kind}"'}
        return Response(found.body, media_type=FILES[kind], headers=headers)


async def _seen(work: Work, preparation_id: UUID, right: Right) -> Entry:
    """A preparation, for who has a right at its location. Raises NotFound, NotAllowed, NotSignedIn."""
    found = await entry(work, preparation_id)
    if found is None:
        raise NotFound
    require(work.actor, right, found.location_id)
    return found


def print_page(
    work: Work, body: str, *, title: str, paper: str, back: str, lang: str | None = None, width: str = ""
) -> Response[str]:
    """A sheet of paper on the screen, with the button that prints it; `back` is where one came from."""
    context: dict[str, Any] = {"title": title, "paper": paper, "lang": lang or work.locale, "width": width}
    return page(work, "fulfilment/print/page.html", body=Markup(body), back=back, **context)  # noqa: S704


def qr_of(number: str) -> str:
    """The number of an order or a transfer: not the customer's own code, which is their proof."""
    svg = BytesIO()
    segno.make(number, error="m").save(svg, kind="svg", border=2, xmldecl=False, svgns=True, omitsize=True)
    return svg.getvalue().decode()
