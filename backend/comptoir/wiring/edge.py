"""The edge of every HTTP request: who asks, one transaction, and its commit before the answer goes out.

    request id → body within the limit → who acts, or acted offline → no cross-site command → Work
      → handler → answer kept with its key, unless it has one → commit → doorbell → answer

An answer of 400 or more rolls everything back, unless the handler said `work.keep()`. Where it was done offline, the
refusal becomes a conflict, and is the command's answer from then on.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from time import perf_counter
from typing import cast
from uuid import UUID, uuid4

import structlog
from litestar import Litestar
from litestar.di import NamedDependency
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send
from sqlalchemy.exc import IntegrityError

from comptoir.kit.clock import Clock
from comptoir.wiring import commands
from comptoir.wiring.acted import Acted, NotDone, acted_at, check_recent
from comptoir.wiring.actors import Actor
from comptoir.wiring.exchange import Exchange
from comptoir.wiring.locales import locale_of
from comptoir.wiring.origin import refuse_cross_site
from comptoir.wiring.screen_lock import refuse_locked
from comptoir.wiring.sessions import Session, Sessions
from comptoir.wiring.settings import Settings
from comptoir.wiring.themes import theme_of
from comptoir.wiring.work import Work

Headers = dict[str, str]
Authenticate = Callable[[Session, Headers], Awaitable[Actor]]
Observe = Callable[[Scope, int, float], None]
Attend = Callable[[Work], Awaitable[bool]]
"""Notes now and then that the actor is there; says whether it wrote something."""
Recall = Callable[[Session, Headers, int, datetime], Awaitable[Actor]]
"""The member of staff who acted on a tablet at a moment; without a tablet, the command counts as of now.
Raises SignInAgain."""
NoteConflict = Callable[[Work, NotDone], Awaitable[UUID]]
"""Writes down that what was done offline was refused, once for each command. The conflict's id."""

MOST_ANEW = 3
"""So often a request is carried out anew whose transaction the database ended for another's sake."""

CurrentWork = NamedDependency[Work]
"""A handler's parameter `work`: the work that the edge made for its request."""


class Door(ASGIMiddleware):
    """Hands each request to the edge of the application that it came to."""

    scopes = (ScopeType.HTTP,)
    exclude_opt_key = "no_work"

    def __init__(self, edge_of: Callable[[Litestar], "Edge"]) -> None:
        self._edge_of = edge_of

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Have one request carried out."""
        await self._edge_of(scope["litestar_app"]).handle(scope, receive, send, next_app)


class Edge:
    """One transaction a request."""

    def __init__(
        self,
        *,
        sessions: Sessions,
        settings: Settings,
        clock: Clock,
        authenticate: Authenticate,
        attend: Attend,
        recall: Recall,
        note_conflict: NoteConflict,
        ring: Callable[[], None],
        observe: Observe,
    ) -> None:
        self._sessions, self._settings, self._clock = sessions, settings, clock
        self._authenticate, self._attend, self._ring, self._observe = authenticate, attend, ring, observe
        self._recall, self._note_conflict = recall, note_conflict
        # The pool gives a returned connection to whoever asks next, even past those who wait; turns are taken in order.
        self._turns = asyncio.Semaphore(settings.pool_size)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Carry out one request."""
        started, exchange = perf_counter(), Exchange(cast(HTTPScope, scope), request_id=uuid4().hex)
        with structlog.contextvars.bound_contextvars(request_id=exchange.request_id):
            try:
                await exchange.read(receive, limit=self._settings.body_limit)
                await self._carry_out(exchange, next_app)
            except Exception as error:
                await exchange.fail(error)
            self._observe(scope, exchange.status, perf_counter() - started)
            await exchange.send(send)

    async def _carry_out(self, exchange: Exchange, next_app: ASGIApp) -> None:
        async with self._turns, self._sessions() as session:
            acted = exchange.acted
            actor = await self._actor(session, exchange, acted)
            method, path = exchange.scope["method"], exchange.scope["path"]
            refuse_cross_site(method, path, exchange.headers, actor=actor, settings=self._settings)
            refuse_locked(method, path, exchange.headers, actor=actor)
            work = self._work(session, actor, exchange, acted if actor.device_id is not None else None)
            exchange.scope["state"]["work"] = work
            if key := exchange.key:
                await self._once(work, exchange, next_app, key)
            else:
                await self._handle(work, exchange, next_app, None)
            if await self._attend(work):
                await work.commit()  # on its own: a machine's key is one row for all its commands

    async def _actor(self, session: Session, exchange: Exchange, acted: Acted | None) -> Actor:
        if acted is None:
            return await self._authenticate(session, exchange.headers)
        check_recent(acted)
        return await self._recall(session, exchange.headers, acted.staff_id, acted_at(acted, self._clock.now()))

    async def _once(self, work: Work, exchange: Exchange, next_app: ASGIApp, key: UUID) -> None:
        """Carry out a command that has a key; if that was done before, give the answer that it had then.

        Commands are seldom repeated, so the key is not looked up first: a repeated one cannot store its answer, and
        is rolled back. So is one whose row clashes with another's, like a pickup code that chance drew twice: carried
        out again, it sees what is there, or draws anew.
        """
        try:
            await self._handle(work, exchange, next_app, key)
        except IntegrityError as error:
            await work.rollback()
            if not commands.is_repeated(error):
                await self._handle(work, exchange, next_app, key)
            elif not await self._was_answered(work, exchange, key):
                raise
        if exchange.is_refused and not exchange.conflict:
            await self._was_answered(work, exchange, key)

    async def _handle(self, work: Work, exchange: Exchange, next_app: ASGIApp, key: UUID | None) -> None:
        await self._hand_on(work, exchange, next_app)
        if exchange.is_refused and not work.is_kept:
            await work.rollback()
            if not (exchange.acted and work.actor.device_id is not None and exchange.is_final):
                return
            exchange.conflict = await self._note_conflict(work, exchange.not_done())
        if key and (exchange.conflict or not exchange.is_refused) and not exchange.holds_secret:
            commands.keep(work, key=key, mark=exchange.mark, answer=exchange.stored())
        await work.commit()

    async def _hand_on(self, work: Work, exchange: Exchange, next_app: ASGIApp) -> None:
        """Have it answered, anew where it collided: by then the other has done."""
        await exchange.hand_to(next_app)
        for _ in range(MOST_ANEW):
            if not exchange.has_collided:
                return
            await work.rollback()
            exchange.scope["state"].pop("refusal", None)
            await exchange.hand_to(next_app)

    async def _was_answered(self, work: Work, exchange: Exchange, key: UUID) -> bool:
        answer = await commands.find(work.session, owner=work.actor.key, key=key, mark=exchange.mark)
        if answer:
            exchange.repeat(answer)
        return answer is not None

    def _work(self, session: Session, actor: Actor, exchange: Exchange, acted: Acted | None) -> Work:
        return Work(
            session,
            actor=actor,
            clock=self._clock,
            settings=self._settings,
            locale=locale_of(exchange.headers),
            theme=theme_of(exchange.headers),
            request_id=exchange.request_id,
            acted=acted,
            ring=self._ring,
        )
