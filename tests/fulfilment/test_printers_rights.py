"""Every address of printers, asked by everybody, and what their screens say."""

import re
from typing import Any
from uuid import uuid4

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute
from sqlalchemy import text

from comptoir.fulfilment.actions import printers
from tests.fulfilment.test_screens_rights import PREPARERS, ask, filled
from tests.fulfilment.visitors import VISITORS, order_at, visitors
from tests.house import LEA, LYON, NADIA, House
from tests.identity.conftest import Browser, app, chain
from tests.identity.test_endpoints import visit
from tests.invariants.truth import fingerprint

__all__ = ["app", "chain"]

ALL = "/stores/{store}/printers"
LOOKERS = [303, 303, 403, 403, 200, 404, 200, 403, 303]
MANAGERS = [401, 401, 403, 403, 200, 404, 200, 403, 401]
NEW = {"name": "Counter", "host": "192.168.1.20", "prints": "bags"}
ASKED: list[tuple[str, str, dict[str, Any], list[int]]] = [
    ("GET", ALL, {}, LOOKERS),
    ("POST", ALL, NEW, [401, 401, 403, 403, 303, 404, 303, 403, 401]),
    ("POST", "/printers/{printer}/test", {}, MANAGERS),
    ("POST", "/printers/{printer}/remove", {}, MANAGERS),
    ("POST", "/preparations/{preparation}/print-again", {"print_id": "{print}"}, PREPARERS),
]
FAILED = text("""INSERT INTO prints (id, printer_id, kind, preparation_id, state, error, wanted_at)
    VALUES (:id, :printer, 'bag', :preparation, 'failed', 'The printer does not answer.', now())""")


@pytest.mark.parametrize(("method", "path", "form", "statuses"), ASKED, ids=[f"{row[0]} {row[1]}" for row in ASKED])
async def test_everybody_gets_what_is_theirs_and_changes_nothing_else(
    app: Litestar, chain: House, method: str, path: str, form: dict[str, Any], statuses: list[int]
) -> None:
    answered: dict[str, int] = {}
    for name, browser in (await visitors(app, chain)).items():
        places = await with_printer(chain)
        await browser.get("/queue")
        before = await fingerprint(chain)
        answer = await ask(browser, method, path.format(**places), filled(form, places))
        answered[name] = answer.status_code
        assert answer.status_code in (200, 303) or await fingerprint(chain) == before
    assert answered == dict(zip(VISITORS, statuses, strict=True))


async def with_printer(chain: House) -> dict[str, Any]:
    """A printer at Lyon, and the label of a bag that it did not take."""
    chain.settings.printer_networks = "192.168.0.0/16"
    story, print_id = await order_at(chain, "ready"), uuid4()
    async with chain.work(NADIA) as work:
        added: Any = {"name": "Counter", "host": "192.168.1.20", "labels": True, "bags": True}
        printer_id = printers.add_printer(work, location_id=LYON, **added)
    async with chain.work() as work:
        await work.execute(FAILED, {"id": print_id, "printer": printer_id, "preparation": story.preparation_id})
    return {"printer": printer_id, "preparation": story.preparation_id, "print": print_id, "store": LYON}


async def test_what_was_not_printed_stands_on_the_order_with_what_to_do(app: Litestar, chain: House) -> None:
    places = await with_printer(chain)
    lea = await visit(app, chain, LEA)
    shown = (await lea.get(f"/preparations/{places['preparation']}")).text
    assert "Bag label not printed on Counter: The printer does not answer." in shown
    assert "Print again" in shown
    answer = await lea.post(f"/preparations/{places['preparation']}/print-again", print_id=str(places["print"]))
    assert answer.status_code == 303
    assert "not printed" not in (await lea.get(f"/preparations/{places['preparation']}")).text


async def test_an_address_that_is_no_printers_is_refused_beside_its_field(app: Litestar, chain: House) -> None:
    await with_printer(chain)
    nadia = await manager(app, chain)
    answer = await nadia.post(f"/stores/{LYON}/printers", name="Spy", host="169.254.169.254", prints="bags")
    assert answer.status_code == 422
    assert "No printer may stand at 169.254.169.254." in answer.text
    assert 'value="Spy"' in answer.text
    assert "Choose what it prints." in (await nadia.post(f"/stores/{LYON}/printers", name="S", host="192.168.1.1")).text


async def test_without_networks_of_printers_the_page_says_so(app: Litestar, chain: House) -> None:
    shown = (await (await manager(app, chain)).get(f"/stores/{LYON}/printers")).text
    assert "COMPTOIR_PRINTER_NETWORKS" in shown
    assert "Add a printer" not in shown


async def manager(app: Litestar, chain: House) -> Browser:
    return await visit(app, chain, NADIA)


def test_every_address_is_asked(app: Litestar) -> None:
    served = {
        (method, re.sub(r"{\w+:\w+}", "{}", route.path))
        for route in app.routes
        if isinstance(route, HTTPRoute) and re.search(r"/printers|/print-again$", route.path)
        for method in route.methods - {"OPTIONS"}
    }
    assert {(method, re.sub(r"{\w+}", "{}", path)) for method, path, *_ in ASKED} == served
