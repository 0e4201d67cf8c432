"""The jobs of labels, done at once, as the worker does them."""

from typing import Any
from uuid import UUID

from sqlalchemy import text

from comptoir.fulfilment.actions import Wish
from comptoir.fulfilment.jobs import cancel_label, make_label
from comptoir.fulfilment.jobs import labels as label_jobs
from comptoir.fulfilment.ports import Bought, Consignment, Offer, Undone
from tests.house import House
from tests.reacting import react

OWN = Wish("own", "standard")
JOBS = {"make_label": make_label, "cancel_label": cancel_label}
QUEUED = "SELECT entrypoint, payload FROM pgqueuer WHERE entrypoint = ANY (:names) ORDER BY id"
DONE = "DELETE FROM pgqueuer WHERE entrypoint = ANY (:names)"


async def do_jobs(house: House) -> int:
    """React to what happened, and do what is queued of it once; how many jobs."""
    await react(house)
    jobs = await house.rows(QUEUED, names=list(JOBS))
    await forget(house)
    for job in jobs:
        async with house.work() as work:
            await JOBS[job.entrypoint](work, job.payload)
    return len(jobs)


async def forget(house: House) -> None:
    async with house.work() as work:
        await work.execute(text(DONE), {"names": list(JOBS)})


async def labels(house: House, preparation_id: UUID) -> list[tuple[Any, ...]]:
    """State and tracking number of a preparation's labels."""
    query = "SELECT state, tracking FROM labels WHERE preparation_id = :id ORDER BY serial"
    return [tuple(row) for row in await house.rows(query, id=preparation_id)]


class Courier:
    """Another carrier, which does what a test wants."""

    code = "own"
    name = "Rapid"

    def __init__(self, monkeypatch: Any) -> None:
        self.fails: list[Undone] = []
        self.cancelled: list[str] = []
        self.asked: list[Consignment] = []
        monkeypatch.setattr(label_jobs, "carriers", lambda _settings: {self.code: self})

    @property
    def offers(self) -> list[Offer]:
        return [Offer(self.code, self.name, "standard", "Standard")]

    async def buy(self, consignment: Consignment) -> Bought:
        self.asked.append(consignment)
        if self.fails:
            raise self.fails.pop(0)
        return Bought(f"R{consignment.serial}", b"%PDF-", "^XA^XZ")

    async def cancel(self, tracking: str) -> None:
        self.cancelled.append(tracking)

    async def announce(self, trackings: Any) -> None:
        """Nobody waits for it."""
