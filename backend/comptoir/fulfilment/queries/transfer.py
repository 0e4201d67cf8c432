"""One transfer with its goods, who did what, and the work that it opened."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, cast, func, select

from comptoir.catalogue.tables import Gtin, Product, Variant
from comptoir.fulfilment.queries.discrepancies import DiscrepancyEntry, discrepancies_of
from comptoir.fulfilment.queries.goods import GTINS, codes
from comptoir.fulfilment.queries.transfers import TransferEntry, transfer_entry
from comptoir.fulfilment.rules import Arriving
from comptoir.fulfilment.tables import PreparationLine, Transfer, TransferLine
from comptoir.identity.tables import Staff
from comptoir.wiring.work import Work


class TransferGoods(msgspec.Struct, frozen=True, kw_only=True):
    """A line as people see it at both ends."""

    id: UUID
    quantity: int
    picked: int
    refused: int
    sent: int
    counted: int
    broken: int
    received: int
    damaged: int
    name: str
    brand: str
    department: str
    sku: str
    size: str
    colour: str
    handling: list[str]
    gtin: str | None
    gtins: Sequence[str] = ()

    @property
    def codes(self) -> list[str]:
        """All that a scanner may read on it."""
        return codes(self.sku, self.gtins)

    @property
    def picking(self) -> dict[str, int]:
        """What a tap may change of it where it is sent from, as its template names it."""
        return {
            "picked": self.picked,
            "refused": self.refused,
            "wanted": self.quantity - self.refused,
            "left": self.left,
        }

    @property
    def counting(self) -> dict[str, int]:
        """The same where it arrives."""
        of = self.arriving
        here = {"arrived": self.received + self.counted, "missing": of.missing, "extra": of.extra}
        return here | {"counted": self.counted, "broken": self.broken}

    @property
    def left(self) -> int:
        """Units that are neither picked nor refused."""
        return self.quantity - self.picked - self.refused

    @property
    def arriving(self) -> Arriving:
        return Arriving(self.sent, self.received, self.damaged, self.counted, self.broken)


class Deed(msgspec.Struct, frozen=True):
    """Who made, sent or ended a transfer, and when; `who` is None for a machine."""

    at: datetime
    who: str | None


class TransferDetails(TransferEntry, frozen=True, kw_only=True):
    """A transfer whole; `arrived_in` is the order's work at the destination that it opened or went into."""

    lines: Sequence[TransferGoods]
    made: Deed
    sent_off: Deed | None
    ended: Deed | None
    arrived_in: UUID | None
    discrepancies: Sequence[DiscrepancyEntry]

    @property
    def unexplained(self) -> int:
        """Discrepancies of which nobody said yet what they were."""
        return sum(each.closed is None for each in self.discrepancies)

    @property
    def left(self) -> int:
        """Units that are to be picked or refused before it can be sent."""
        return sum(line.left for line in self.lines)

    @property
    def facts(self) -> dict[str, str | int]:
        """What a tap may change of it, as its templates name it; `counting` is what is counted and not yet taken in."""
        picking = {"picked": self.picked, "wanted": self.wanted, "left": self.left}
        here = {"here": self.sent - self.missing, "missing": self.missing, "extra": self.extra, "broken": self.damaged}
        return {"state": self.state, **picking, **here, "counting": self.counted}


async def transfer_details(work: Work, transfer_id: UUID) -> TransferDetails | None:
    """One transfer whole; None where there is none."""
    found = await transfer_entry(work, transfer_id)
    if found is None:
        return None
    fields: dict[str, Any] = msgspec.structs.asdict(found) | await _deeds(work, transfer_id)
    fields["lines"] = await _goods(work, transfer_id)
    fields["discrepancies"] = await discrepancies_of(work, found.id, seen_from=found.from_id)
    return TransferDetails(**fields, arrived_in=await _arrived_in(work, transfer_id))


async def _goods(work: Work, transfer_id: UUID) -> list[TransferGoods]:
    gtin = select(func.min(Gtin.gtin)).where(Gtin.variant_id == Variant.id).scalar_subquery()
    line = TransferLine
    query = (
        select(line.id, line.quantity, line.picked, line.refused, line.sent, line.counted, line.broken, line.received)
        .add_columns(line.damaged, Product.name, Product.brand, Product.department, Variant.sku, Variant.size)
        .add_columns(Variant.colour, Variant.handling, gtin, GTINS)
        .join(Variant, Variant.id == line.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(line.transfer_id == transfer_id)
        .order_by(Product.department, Product.name, Variant.sku, line.id)
    )
    names = TransferGoods.__struct_fields__
    return [TransferGoods(**dict(zip(names, row, strict=True))) for row in await work.execute(query)]


async def _arrived_in(work: Work, transfer_id: UUID) -> UUID | None:
    query = select(PreparationLine.preparation_id).where(PreparationLine.transfer_id == transfer_id).limit(1)
    return (await work.execute(query)).scalar()


async def _deeds(work: Work, transfer_id: UUID) -> dict[str, Any]:
    moments = Transfer.made_at, Transfer.sent_at, Transfer.ended_at
    actors = Transfer.made_by, Transfer.sent_by, Transfer.ended_by
    row = (await work.execute(select(*moments, *actors).where(Transfer.id == transfer_id))).one()
    names = await _names(work, [actor for actor in row[3:] if actor])
    deeds = [Deed(at, names.get(actor)) if at else None for at, actor in zip(row[:3], row[3:], strict=True)]
    return dict(zip(("made", "sent_off", "ended"), deeds, strict=True))


async def _names(work: Work, actors: Sequence[str]) -> dict[str, str]:
    """The names of people, by actor."""
    ids = [int(actor.removeprefix("staff:")) for actor in actors if actor.startswith("staff:")]
    query = select(cast(Staff.id, BigInteger), Staff.name).where(Staff.id.in_(ids))
    return {f"staff:{row[0]}": row[1] for row in await work.execute(query)}
