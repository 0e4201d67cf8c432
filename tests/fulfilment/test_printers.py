"""Printers in the network: bag labels at ready, carrier labels when they are made, and when one is silent."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest

from comptoir.fulfilment.actions import printers
from comptoir.fulfilment.jobs import print_zpl
from comptoir.fulfilment.ports import Undone
from comptoir.fulfilment.ports import printer as port
from comptoir.fulfilment.ports.printer import send_zpl
from comptoir.fulfilment.queries.printers import printers_at, troubles_of
from comptoir.fulfilment.rules.printers import NoPrinterNetworks, NothingPrinted, WrongPrinter, networks, port_of
from comptoir.kit.errors import NotAllowed, NotFound
from tests.fulfilment.courier import JOBS, OWN, do_jobs
from tests.house import BREAD, IRIS, LEA, LYON, NADIA, PAUL, House
from tests.journey import Journey
from tests.story import Story


class ZplPrinter:
    """Behaves like one: takes what is sent until the line is closed. `hangs` takes nothing."""

    def __init__(self) -> None:
        self.printed: list[str] = []
        self.hangs, self.port = False, 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.hangs:
            await asyncio.sleep(1)
        elif body := await reader.read():
            self.printed.append(body.decode())
        writer.close()


@asynccontextmanager
async def listening() -> AsyncGenerator[ZplPrinter]:
    printer = ZplPrinter()
    server = await asyncio.start_server(printer.serve, "127.0.0.1", 0)
    printer.port = server.sockets[0].getsockname()[1]
    yield printer
    server.close()


@pytest.fixture
async def printer(house: House, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[ZplPrinter]:
    """One at Lyon, in a network where printers may stand; its jobs are done with those of carriers."""
    monkeypatch.setitem(JOBS, "print_zpl", print_zpl)
    async with listening() as printer:
        house.settings.printer_networks = f"127.0.0.0/8={printer.port}"
        yield printer


async def add(
    house: House, *, labels: bool = True, bags: bool = True, who: Any = NADIA, host: str = "127.0.0.1"
) -> UUID:
    async with house.work(who) as work:
        return printers.add_printer(work, location_id=LYON, name="Counter", host=host, labels=labels, bags=bags)


async def states(house: House) -> list[tuple[str, str, int]]:
    rows = await house.rows("SELECT kind, state, attempts FROM prints ORDER BY wanted_at, id")
    return [tuple(row) for row in rows]


async def test_the_label_of_a_bag_is_printed_when_it_is_ready(house: House, printer: ZplPrinter) -> None:
    await add(house)
    story = await Story.begin(house, (BREAD, 2))
    for verb in (story.take, story.pick, story.make_ready):
        await verb()
    await do_jobs(house)
    (zpl,) = printer.printed
    assert zpl.startswith("^XA")
    assert all(text in zpl for text in (story.number, await story.code(), "A12", "Marie"))
    assert await states(house) == [("bag", "sent", 0)]


async def test_the_label_of_a_box_is_printed_when_it_is_made(house: House, printer: ZplPrinter) -> None:
    await add(house)
    await packed(house, boxes=2)
    assert len(printer.printed) == 2
    assert all("CV" in zpl for zpl in printer.printed)


async def packed(house: House, *, boxes: int = 1) -> Journey:
    journey = await Journey.begin(house, (BREAD, 2, LYON), method="ship")
    await journey.take()
    await journey.pick_all()
    await journey.pack(boxes=boxes, label=OWN)
    await do_jobs(house)
    await do_jobs(house)
    return journey


async def test_a_printer_prints_only_what_it_is_for(house: House, printer: ZplPrinter) -> None:
    await add(house, labels=False)
    await packed(house)
    assert printer.printed == []


async def test_a_silent_printer_is_tried_again_then_people_are_told_and_try_themselves(
    house: House, printer: ZplPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(house)
    house.settings.printer_networks = "127.0.0.0/8=1"  # where nobody listens
    journey = await packed(house)
    async with house.work(LEA) as work:
        (trouble,) = await troubles_of(work, journey.preparation_id)
    assert (trouble.kind, trouble.state, trouble.error) == ("label", "wanted", "The printer does not answer.")
    for _ in range(3):
        await do_jobs(house)
    assert await states(house) == [("label", "failed", 4)]
    async with house.work() as work:
        (shown,) = await printers_at(work, LYON)
    assert shown.last
    assert shown.last.state == "failed"

    house.settings.printer_networks = f"127.0.0.0/8={printer.port}"
    async with house.work(LEA) as work:
        await printers.print_again(work, journey.preparation_id, print_id=trouble.id)
    await do_jobs(house)
    assert len(printer.printed) == 1
    async with house.work(LEA) as work:
        assert await troubles_of(work, journey.preparation_id) == []
    with pytest.raises(NotFound):
        async with house.work(LEA) as work:
            await printers.print_again(work, journey.preparation_id, print_id=trouble.id)


async def test_a_label_that_waits_for_its_printer_is_called_off_when_its_box_is_unpacked(
    house: House, printer: ZplPrinter
) -> None:
    await add(house)
    house.settings.printer_networks = "127.0.0.0/8=1"  # where nobody listens
    journey = await packed(house)
    assert await states(house) == [("label", "wanted", 1)]
    await journey.unpack()
    assert await states(house) == []
    async with house.work(LEA) as work:
        assert await troubles_of(work, journey.preparation_id) == []

    house.settings.printer_networks = f"127.0.0.0/8={printer.port}"
    await journey.pack(label=OWN)
    for _ in range(3):
        await do_jobs(house)
    assert len(printer.printed) == 1, "the new label alone"


async def test_a_label_is_not_printed_where_its_box_was_unpacked_at_once(house: House, printer: ZplPrinter) -> None:
    await add(house)
    journey = await Journey.begin(house, (BREAD, 2, LYON), method="ship")
    for verb in (journey.take, journey.pick_all):
        await verb()
    await journey.pack(label=OWN)
    await do_jobs(house)
    await journey.unpack()
    for _ in range(3):
        await do_jobs(house)
    assert (printer.printed, await states(house)) == ([], [])


async def test_the_label_of_a_bag_that_is_not_ready_after_all_is_called_off(house: House, printer: ZplPrinter) -> None:
    await add(house)
    house.settings.printer_networks = "127.0.0.0/8=1"
    story = await Story.begin(house, (BREAD, 2))
    for verb in (story.take, story.pick, story.make_ready):
        await verb()
    await do_jobs(house)
    assert await states(house) == [("bag", "wanted", 1)]
    await story.undo()
    assert await states(house) == []


async def test_what_hangs_does_not_hold_up_the_worker(printer: ZplPrinter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port, "WRITE_S", 0.2)
    printer.hangs = True
    with pytest.raises(Undone, match="does not answer"):
        await send_zpl("127.0.0.1", printer.port, "^XA" + "A" * 20_000_000 + "^XZ")


async def test_a_test_shows_which_printer_it_is(house: House, printer: ZplPrinter) -> None:
    printer_id = await add(house)
    async with house.work(NADIA) as work:
        assert await printers.print_test(work, printer_id) == LYON
    await do_jobs(house)
    assert "Counter" in printer.printed[0]


async def test_what_is_removed_prints_nothing_more(house: House, printer: ZplPrinter) -> None:
    printer_id = await add(house)
    async with house.work(IRIS) as work:
        await printers.remove_printer(work, printer_id)
    await packed(house)
    assert printer.printed == []
    with pytest.raises(NotFound):
        async with house.work(NADIA) as work:
            await printers.print_test(work, printer_id)


async def test_a_network_that_is_forbidden_later_is_not_spoken_to(house: House, printer: ZplPrinter) -> None:
    await add(house)
    house.settings.printer_networks = "10.0.0.0/8"
    await packed(house)
    assert (printer.printed, await states(house)) == ([], [("label", "failed", 1)])


async def test_only_managers_and_headquarters_say_where_printers_stand(house: House, printer: ZplPrinter) -> None:
    await add(house, who=IRIS)
    for who, refusal in [(LEA, NotAllowed), (PAUL, NotFound)]:
        with pytest.raises(refusal):
            await add(house, who=who)
    with pytest.raises(NothingPrinted):
        await add(house, labels=False, bags=False)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "169.254.169.254", "192.169.0.1", "printer.local", "", "::1", "::ffff:127.0.0.1",
     "3232235777", "0xC0A80114", "192.168.1.20:22", "192.168.1.20/x"],
)  # fmt: skip
def test_nothing_but_printers_networks_can_be_reached(host: str) -> None:
    with pytest.raises(WrongPrinter):
        port_of(host, networks("192.168.0.0/16, 10.1.2.0/24=9101"))


def test_each_network_has_its_port_and_without_any_nothing_is_printed() -> None:
    allowed = networks("192.168.0.0/16, 10.1.2.0/24=9101, fd00::/8")
    assert [port_of(host, allowed) for host in ("192.168.1.20", " 10.1.2.3", "fd00::5", "::ffff:192.168.1.20")] == [
        9100,
        9101,
        9100,
        9100,
    ]
    with pytest.raises(NoPrinterNetworks):
        port_of("192.168.1.20", networks(" "))
