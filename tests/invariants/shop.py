"""A shop in which anything may be tried: everything that anybody can do to an order, as data that chance can choose."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.fulfilment import actions
from comptoir.fulfilment.actions.transfers import receiving
from comptoir.fulfilment.rules import MOVES, Method, Move, NewBox, State, fits
from comptoir.identity.rules import Right, may
from comptoir.sales.actions import (
    Lack,
    accept_offer,
    ask_customer,
    cancel_order,
    decline_offers,
    expire_asked_due,
    substitute,
)
from comptoir.stock.rules import RefusalReason
from comptoir.wiring.actors import Actor
from comptoir.wiring.work import Work
from tests.conftest import EMPTY
from tests.house import LEA, LYON, PAUL, PEOPLE, SHOP_SITE, SKUS, TUESDAY_TEN, House
from tests.journey import count


@dataclass(frozen=True)
class Line:
    """A line of a preparation."""

    id: UUID
    variant: int
    left: int


@dataclass(frozen=True)
class Target:
    """A preparation as it was found: it may have changed when its turn comes."""

    id: UUID
    order_id: UUID
    location: int
    method: Method
    state: State
    holder: int | None
    lines: list[Line]

    @property
    def next(self) -> str | None:
        """What comes next in its life, if anything does."""
        by_method = {"collect": "ready", "ship": "ship", "transfer": "send"}
        if self.state == "picked":
            return "ready" if self.method == "collect" else "pack"
        return by_method[self.method] if self.state == "packed" else NEXT.get(self.state)

    @property
    def worker(self) -> Actor:
        """Who would go on with it: who has it, else somebody of the store."""
        of_store = LEA if self.location == LYON else PAUL
        return next((person for person in PEOPLE if person.staff_id == self.holder), of_store)

    @property
    def next_line(self) -> Line:
        """The first line with something left to do, if there is any."""
        return next((line for line in self.lines if line.left), self.lines[0])


@dataclass(frozen=True)
class Arriving:
    """A transfer that was sent."""

    id: UUID
    receiver: Actor


@dataclass(frozen=True)
class Refusal:
    """What a preparer says is missing."""

    quantity: int = 1
    reason: RefusalReason = "not_in_stock"
    found: int | None = None


Act = Callable[[Work, Target, Line, Refusal], Awaitable[Any]]


@dataclass(frozen=True)
class Verb:
    """What somebody does to a preparation: the move that it is, how it is done, and the right that it needs."""

    move: Move
    act: Act
    right: Right = Right.PREPARE
    is_for_holder: bool = False
    """While somebody picks, only they may do it."""


def refuse(work: Work, at: Target, line: Line, said: Refusal) -> Awaitable[None]:
    return actions.refuse(work, at.id, line_id=line.id, quantity=said.quantity, reason=said.reason, found=said.found)


def replace(work: Work, at: Target, line: Line, said: Refusal) -> Awaitable[None]:
    """Something else that the store has, to which the customer agreed by telephone."""
    lack = Lack(said.quantity, said.reason, said.found)
    instead = line.variant % len(SKUS) + 1
    return substitute(work, at.id, line_id=line.id, variant_id=instead, lack=lack, consent="phone")


def give_up(reason: Any) -> Act:
    return lambda work, at, *_: actions.cancel_handover(work, at.id, reason=reason)


VERBS = {
    "take": Verb("take", lambda work, at, *_: actions.take(work, at.id), is_for_holder=True),
    "take over": Verb("take", lambda work, at, *_: actions.take(work, at.id, over=True)),
    "hand back": Verb("hand_back", lambda work, at, *_: actions.hand_back(work, at.id), is_for_holder=True),
    "pick": Verb("pick", lambda work, at, line, _: actions.pick(work, at.id, line_id=line.id), is_for_holder=True),
    "scan": Verb(
        "pick", lambda work, at, line, _: actions.pick_by_code(work, at.id, code=SKUS[line.variant]), is_for_holder=True
    ),
    "unpick": Verb(
        "unpick", lambda work, at, line, _: actions.unpick(work, at.id, line_id=line.id), is_for_holder=True
    ),
    "refuse": Verb("refuse", refuse, is_for_holder=True),
    "substitute": Verb("refuse", replace, is_for_holder=True),
    "pack": Verb("pack", lambda work, at, *_: actions.pack(work, at.id, boxes=[NewBox(1000)])),
    "unpack": Verb("unpack", lambda work, at, *_: actions.unpack(work, at.id)),
    "ship": Verb("ship", lambda work, at, *_: actions.ship(work, at.id, carriage=actions.Carriage())),
    "send": Verb("send", lambda work, at, *_: actions.send(work, at.id)),
    "ready": Verb("ready", lambda work, at, *_: actions.ready(work, at.id, place="A1")),
    "undo": Verb("undo_ready", lambda work, at, *_: actions.undo_ready(work, at.id)),
    "hand over": Verb("collect", lambda work, at, *_: actions.hand_over(work, at.id, proof="code"), Right.HAND_OVER),
    "no show": Verb("no_show", give_up("no_show"), Right.HAND_OVER),
    "decline": Verb("decline", give_up("refused_by_customer"), Right.HAND_OVER),
}
NEXT: dict[State, str] = {"open": "take", "picking": "pick", "ready": "hand over"}
TIMERS = (actions.announce_due, actions.ring_again_due, actions.escalate_due, actions.expire_due, expire_asked_due)
CUSTOMER = Actor(kind="customer", id="marie")


def is_allowed(name: str, who: Actor, target: Target) -> bool:
    """Whether the rights, the table of moves and who has the work allow it; numbers may still be wrong."""
    verb = VERBS[name]
    is_held = target.state == "picking" or (name == "take" and target.holder is not None)
    is_others = verb.is_for_holder and is_held and target.holder != who.staff_id
    is_possible = verb.move in MOVES.get(target.state, {}) and fits(verb.move, target.method)
    return may(who, verb.right, target.location) and is_possible and not is_others


class Shop:
    """Two stores with six units of everything, their people, timers and reactions.

    Everything costs nearly the same, so that each can go in place of the others.
    """

    def __init__(self, engine: AsyncEngine, house: House) -> None:
        self.house = House(house.sessions, house.settings)
        self._engine = engine

    async def open(self) -> None:
        """Begin anew, with an empty order book."""
        async with self._engine.connect() as connection:
            raw: Any = (await connection.get_raw_connection()).driver_connection
            await raw.execute(EMPTY)
        await self.house.build()
        async with self.house.sessions() as session:
            for statement in SIX_OF_EVERYTHING:
                await session.execute(text(statement))
            await session.commit()

    async def targets(self) -> list[Target]:
        """All preparations, oldest first."""
        found: dict[UUID, Target] = {}
        for row in await self.house.rows(PREPARATIONS):
            empty = Target(row.id, row.order_id, row.location_id, row.method, row.state, row.holder_id, [])
            found.setdefault(row.id, empty).lines.append(Line(row.line_id, row.variant_id, row.units_left))
        return list(found.values())

    async def move(self, name: str, who: Actor, target: Target, line: Line, said: Refusal) -> None:
        """One tap."""
        async with self.house.work(who) as work:
            await VERBS[name].act(work, target, line, said)

    async def arrivals(self) -> list[Arriving]:
        """What is on its way, and somebody who may receive it."""
        query = "SELECT id, to_id FROM transfers WHERE state = 'sent' ORDER BY id"
        return [Arriving(row.id, LEA if row.to_id == LYON else PAUL) for row in await self.house.rows(query)]

    async def receive(self, of: Arriving, variant: int, units: int, damaged: int, *, is_last: bool) -> None:
        """Units of a variant are counted, damaged ones among them, and taken in."""
        await count(self.house, of.id, variant, units, damaged=damaged, who=of.receiver)
        async with self.house.work(of.receiver) as work:
            await receiving.receive(work, of.id, is_last=is_last)

    async def cancel(self, order_id: UUID) -> None:
        """The customer changes their mind."""
        async with self.house.work(SHOP_SITE) as work:
            await cancel_order(work, order_id)

    async def ask(self, target: Target, line: Line, said: Refusal) -> None:
        """Who picks has the customer asked whether it may be something else."""
        lack, instead = Lack(said.quantity, said.reason, said.found), [line.variant % len(SKUS) + 1]
        async with self.house.work(target.worker) as work:
            await ask_customer(work, target.id, line_id=line.id, variant_ids=instead, lack=lack)

    async def questions(self) -> list[Any]:
        """All that customers were asked, oldest first."""
        return list(await self.house.rows("SELECT id, offers FROM substitutions WHERE offers <> '[]' ORDER BY id"))

    async def answer(self, question: Any, *, is_yes: bool) -> None:
        """The customer takes what they were offered, or does not want it."""
        async with self.house.work(CUSTOMER) as work:
            if is_yes:
                await accept_offer(work, question.id, variant_id=question.offers[0]["variant_id"])
            else:
                await decline_offers(work, question.id)

    async def tick(self, timer: Callable[[Work], Awaitable[int]]) -> None:
        """A timer's turn."""
        async with self.house.work() as work:
            await timer(work)


SIX_OF_EVERYTHING = (
    "UPDATE variants SET price = 500 + 10 * id",
    "DELETE FROM movements",
    "DELETE FROM stock_levels",
    "INSERT INTO stock_levels (location_id, variant_id, on_hand) SELECT l.id, v.id, 6 FROM locations l, variants v",
    f"""INSERT INTO movements (location_id, variant_id, version, cause, on_hand_change, on_hand_after, actor, at)
       SELECT location_id, variant_id, 1, 'opening', 6, 6, 'system:test', '{TUESDAY_TEN}' FROM stock_levels""",
)

PREPARATIONS = """
    SELECT p.id, p.order_id, p.location_id, p.method, p.state, p.holder_id, l.id AS line_id, l.variant_id,
        l.quantity - l.picked - l.refused AS units_left
    FROM preparations p JOIN preparation_lines l ON l.preparation_id = p.id ORDER BY p.id, l.variant_id
"""
