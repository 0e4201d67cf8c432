"""Pick and refuse in a wave: a unit goes to the tote of the order that is due first."""

from uuid import UUID

import msgspec

from comptoir.catalogue.queries import variant_by_code
from comptoir.fulfilment.actions.naming import UnknownCode
from comptoir.fulfilment.actions.picking import Said, pick_line, refuse_line, unpick
from comptoir.fulfilment.actions.waves.locking import lock_own, lock_preparations
from comptoir.fulfilment.queries.goods import labels_of
from comptoir.fulfilment.queries.locked import Locked, LockedLine, lines_of
from comptoir.fulfilment.queries.locked_waves import LockedWave, preparations_wanting, totes_in
from comptoir.fulfilment.queries.waves import wave as wave_view
from comptoir.fulfilment.rules.lines import FoundTooMany
from comptoir.fulfilment.rules.waves import Wanted, choose, next_wave_state, share_refusal
from comptoir.kit.errors import N_, NotFound, Refused
from comptoir.stock.rules import RefusalReason
from comptoir.wiring.work import Work


class NotInWave(Refused):
    slug = "not-in-this-wave"
    title = N_("No: this is %(name)s. Wanted: %(wanted)s.")


class EnoughInWave(Refused):
    slug = "enough-in-this-wave"
    title = N_("No: there is enough of %(name)s. Wanted: %(wanted)s.")


class Placed(msgspec.Struct, frozen=True):
    """Where a unit went: its tote and line, whose units of it are all there now if `is_full`."""

    tote: int
    preparation_id: UUID
    line_id: UUID
    variant_id: int
    label: str
    picked: int
    quantity: int
    order_number: str
    is_order_picked: bool

    @property
    def is_full(self) -> bool:
        return self.picked >= self.quantity


class Lines(msgspec.Struct, frozen=True):
    """The locked lines of a wave that want a variant, with the preparations that they belong to."""

    totes: dict[UUID, int]
    preparations: dict[UUID, Locked]
    lines: dict[UUID, list[LockedLine]]
    wanted: list[Wanted]

    def of(self, wanted: Wanted) -> tuple[Locked, list[LockedLine], LockedLine]:
        """What belongs to a line that wants it."""
        lines = self.lines[wanted.preparation_id]
        return self.preparations[wanted.preparation_id], lines, next(it for it in lines if it.id == wanted.line_id)


class NoLongerInWave(Refused):
    """What was put into a tote while the tablet was offline is not wanted in that one any more."""

    slug = "no-longer-in-this-wave"
    title = N_("%(name)s is not wanted any more in the tote that it was put into.")


async def pick_by_code(work: Work, wave_id: UUID, *, code: str, line_id: UUID | None = None) -> Placed:
    """One unit of what was scanned goes to its tote; where the page showed one, to that, if it is wanted there.

    Raises NoLongerInWave where that was offline and it is not wanted there; UnknownCode, NotInWave, EnoughInWave,
    WaveHeldByOther, WaveMovedOn, NotFound, NotAllowed.
    """
    wave = await lock_own(work, wave_id)
    variant = await variant_by_code(work, code)
    if variant is None:
        raise UnknownCode(code=code)
    return await _pick(work, wave, variant.id, line_id)


async def pick_one(work: Work, wave_id: UUID, *, variant_id: int, line_id: UUID | None = None) -> Placed:
    """The same by a tap on the variant."""
    return await _pick(work, await lock_own(work, wave_id), variant_id, line_id)


async def put_back_one(work: Work, wave_id: UUID, *, preparation_id: UUID, line_id: UUID) -> None:
    """Take one unit out of a tote again. Raises WrongState, NotFound and what else picking does."""
    wave = await lock_own(work, wave_id)
    if preparation_id not in {tote.preparation_id for tote in await totes_in(work, wave)}:
        raise NotFound
    await unpick(work, preparation_id, line_id=line_id)


async def refuse_units(
    work: Work, wave_id: UUID, *, variant_id: int, quantity: int, reason: RefusalReason, found: int | None = None
) -> None:
    """Units of a variant can't be served: the orders that are due last go without. Raises TooMany, FoundTooMany."""
    wave = await lock_own(work, wave_id)
    next_wave_state(wave.state, "pick")
    there = await _lines(work, wave, variant_id)
    shares = share_refusal(there.wanted, quantity)
    on_shelf = _on_shelf(there, quantity, found)
    for wanted, units in shares:
        said = Said(quantity=units, reason=reason, found=found, on_shelf=on_shelf)
        await refuse_line(work, *there.of(wanted), said)


def _on_shelf(there: Lines, quantity: int, found: int | None) -> int:
    """How many of it are on the shelf, said or not. Raises FoundTooMany."""
    left = sum(line.left for line in there.wanted)
    if found is not None and not 0 <= found <= left - quantity:
        raise FoundTooMany(field="found", refused=quantity, left=left, found=found)
    return left - quantity if found is None else found


async def _pick(work: Work, wave: LockedWave, variant_id: int, line_id: UUID | None) -> Placed:
    next_wave_state(wave.state, "pick")
    there = await _lines(work, wave, variant_id)
    chosen = await _chosen(work, there, variant_id, line_id)
    if chosen is None:
        await _say_no(work, wave, variant_id, is_known=bool(there.wanted))
    assert chosen
    locked, lines, line = there.of(chosen)
    await pick_line(work, locked, lines, line)
    label = (await labels_of(work, [variant_id]))[variant_id]
    return Placed(
        tote=chosen.tote,
        preparation_id=locked.id,
        line_id=line.id,
        variant_id=variant_id,
        label=label,
        picked=line.picked,
        quantity=line.quantity - line.refused,
        order_number=locked.order_number,
        is_order_picked=locked.state == "picked",
    )


async def _chosen(work: Work, there: Lines, variant_id: int, line_id: UUID | None) -> Wanted | None:
    """Where it is put: online people go by the answer, offline it is in the tote that the page showed."""
    shown = next((each for each in there.wanted if each.line_id == line_id and each.left), None)
    if work.acted and line_id and shown is None:
        raise NoLongerInWave(name=(await labels_of(work, [variant_id]))[variant_id])
    return shown or choose(there.wanted)


async def _say_no(work: Work, wave: LockedWave, variant_id: int, *, is_known: bool) -> None:
    """What was scanned, and what is wanted next on the walk."""
    seen = await wave_view(work, wave.id)
    wanted = next((stop.variant_id for stop in seen.stops if stop.left), None) if seen else None
    labels = await labels_of(work, [each for each in (variant_id, wanted) if each])
    if variant_id not in labels:
        raise NotFound
    refused = EnoughInWave if is_known else NotInWave
    raise refused(name=labels[variant_id], wanted=labels.get(wanted or 0, "–"))


async def _lines(work: Work, wave: LockedWave, variant_id: int) -> Lines:
    """Lock the preparations of a wave that want a variant, and see what of it is wanted for which tote."""
    totes = {tote.preparation_id: tote for tote in await totes_in(work, wave)}
    locked = await lock_preparations(work, await preparations_wanting(work, wave, variant_id))
    held = {
        each.id: each for each in locked if each.holder_id == wave.holder_id and each.state in ("picking", "picked")
    }
    lines = {each.id: await lines_of(work, each) for each in held.values()}
    wanted = [
        Wanted(totes[at].number, at, line.id, totes[at].promise_at, line.progress.left)
        for at in held
        for line in lines[at]
        if line.variant_id == variant_id
    ]
    return Lines({at: tote.number for at, tote in totes.items()}, held, lines, wanted)
