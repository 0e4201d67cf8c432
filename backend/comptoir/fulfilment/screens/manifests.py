"""The sheet that a carrier signs, as a page to print and as a file."""

import asyncio
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get
from litestar.params import FromPath
from markupsafe import Markup

from comptoir.fulfilment.ports.manifest_pdf import PrintedManifest, draw_manifest
from comptoir.fulfilment.queries.manifests import WaitingBox, WholeSheet, whole_sheet
from comptoir.identity.rules import Right, require
from comptoir.kit.errors import N_
from comptoir.wiring.edge import CurrentWork
from comptoir.wiring.formats import day_time, kilograms
from comptoir.wiring.pages import page, render, translate
from comptoir.wiring.work import Work

COLUMNS = (N_("Order"), N_("Box"), N_("Tracking number"), N_("Service"), N_("Weight"), N_("To"))
SIGNED = (N_("For the store: name and signature"), N_("For the carrier: name, signature and time"))


class ManifestScreens(Controller):
    """For who hands boxes to a carrier. No customer is named."""

    path = "/manifests/{manifest_id:uuid}"
    include_in_schema = False

    @get()
    async def sheet(self, work: CurrentWork, manifest_id: FromPath[UUID]) -> Response[str]:
        """The sheet on A4."""
        found = await _seen(work, manifest_id)
        body = render(work.locale, "fulfilment/print/manifest.html", whole=found)
        back = f"/stores/{found.sheet.location_id}/carrier"
        context: dict[str, Any] = {"title": found.sheet.number, "paper": "a4", "lang": work.locale, "width": ""}
        file = f"/manifests/{manifest_id}/pdf"
        return page(work, "fulfilment/print/page.html", body=Markup(body), back=back, file=file, **context)  # noqa: S704

    @get("/pdf")
    async def pdf(self, work: CurrentWork, manifest_id: FromPath[UUID]) -> Response[bytes]:
        """The same as a file."""
        found = await _seen(work, manifest_id)
        body = await asyncio.to_thread(draw_manifest, _printed(work, found))
        headers = {"Content-Disposition": f'inline; filename="{found.sheet.number}.pdf"'}
        return Response(body, media_type="application/pdf", headers=headers)


async def _seen(work: Work, manifest_id: UUID) -> WholeSheet:
    found = await whole_sheet(work, manifest_id)
    require(work.actor, Right.SEE_STORE, found.sheet.location_id)
    return found


def _printed(work: Work, whole: WholeSheet) -> PrintedManifest:
    sheet = whole.sheet
    store = ", ".join(filter(None, (whole.store, whole.street, f"{whole.postcode} {whole.town}".strip())))
    weight = kilograms(whole.weight, locale=work.locale)
    sums = N_("Orders: %(orders)s, boxes: %(boxes)s, weight: %(weight)s")
    return PrintedManifest(
        number=translate(work.locale, N_("Manifest %(number)s"), number=sheet.number),
        head=(sheet.carrier, store, f"{day_time(sheet.closed_at, locale=work.locale)} · {whole.closed_by}"),
        columns=[translate(work.locale, each) for each in COLUMNS],
        rows=[_row(work, box) for box in whole.boxes],
        sums=translate(work.locale, sums, orders=whole.orders, boxes=sheet.boxes, weight=weight),
        signatures=[translate(work.locale, each) for each in SIGNED],
        page=translate(work.locale, N_("Page %(n)s")),
    )


def _row(work: Work, box: WaitingBox) -> list[str]:
    service = translate(work.locale, box.service) if box.service else ""
    weight = kilograms(box.weight, locale=work.locale) if box.weight else ""
    place = f"{box.postcode or ''} {box.town or ''}".strip()
    return [box.order_number, f"{box.number}/{box.of}", box.tracking, service, weight, place]
