"""The web application, composed from the slices."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from litestar import Litestar, Request
from litestar.di import Provide

import comptoir.reactions
import comptoir.schema  # pyright: ignore[reportUnusedImport] - so that all events are known
from comptoir.fulfilment import api as fulfilment_api
from comptoir.fulfilment import screens as fulfilment_screens
from comptoir.fulfilment.actions import note_conflict
from comptoir.identity import events as identity_events
from comptoir.identity import screens as identity_screens
from comptoir.identity.actions.sessions import touch
from comptoir.identity.queries import authenticate, recall
from comptoir.identity.rules.presence import Presence
from comptoir.kit.clock import Clock, SystemClock
from comptoir.payments import api as payments_api
from comptoir.payments import screens as payments_screens
from comptoir.routing import api as routing_api
from comptoir.routing import screens as routing_screens
from comptoir.sales import api as sales_api
from comptoir.sales import screens as sales_screens
from comptoir.stock import api as stock_api
from comptoir.stock import screens as stock_screens
from comptoir.webhooks import api as webhooks_api
from comptoir.webhooks import screens as webhooks_screens
from comptoir.wiring.actors import Actor
from comptoir.wiring.aside import Aside
from comptoir.wiring.assets import built_file
from comptoir.wiring.database import make_engine, make_sessions
from comptoir.wiring.edge import Door, Edge, Headers
from comptoir.wiring.fragments import FRAGMENTS
from comptoir.wiring.headers import complete
from comptoir.wiring.health import health_handlers
from comptoir.wiring.home_screen import home_screen_handlers
from comptoir.wiring.links import customer_from_token
from comptoir.wiring.live import Live, LiveAuthenticate, live_handler
from comptoir.wiring.locales import cookies_of
from comptoir.wiring.logging import set_up_logs
from comptoir.wiring.metrics import metrics_handler, observe
from comptoir.wiring.openapi import ClosedBodies, openapi_config
from comptoir.wiring.problems import EXCEPTION_HANDLERS
from comptoir.wiring.sessions import Session
from comptoir.wiring.settings import Settings, get_settings
from comptoir.wiring.work import Work

assert comptoir.reactions  # with it every event that may stand in the log is known here

CONTROLLERS = (
    *(*sales_api.DOORS, *stock_api.DOORS, *routing_api.DOORS, *fulfilment_api.DOORS, *webhooks_api.DOORS),
    *payments_api.DOORS,
    *(*fulfilment_screens.SCREENS, *sales_screens.SCREENS, *routing_screens.SCREENS, *stock_screens.SCREENS),
    *(*identity_screens.SCREENS, webhooks_screens.WebhookScreens, *payments_screens.SCREENS),
)

RIGHTS_MAY_END = frozenset(
    {
        identity_events.SessionEnded,
        identity_events.StaffChanged,
        identity_events.DeviceRevoked,
        identity_events.ApiKeyRevoked,
    }
)
"""After these, the devices that they concern are asked again what they may see."""


class Parts:
    """What an application has of its own: its database, its clock, and what it keeps. Its routes have nothing."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings, self._clock = settings, clock
        self._engine = make_engine(settings.database_url or "", pool_size=settings.pool_size)
        self._presence, identify = Presence(), _identify(settings, clock)
        self.live = Live(settings, fragments=FRAGMENTS, clock=clock, authenticate=identify, recheck=RIGHTS_MAY_END)

        async def from_headers(session: Session, headers: Headers) -> Actor:
            return await identify(session, headers, None)

        at_the_door: Any = {"clock": clock, "authenticate": from_headers, "attend": self._attend}
        at_the_door["ring"] = self.live.ring
        offline: Any = {"recall": self._recall, "note_conflict": note_conflict}
        self.edge = Edge(
            sessions=make_sessions(self._engine), settings=settings, observe=observe, **offline, **at_the_door
        )
        self.aside = Aside(settings, **at_the_door)

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """The live side runs; connections are closed at the end."""
        try:
            async with self.live.running():
                yield
        finally:
            await self._engine.dispose()
            await self.aside.engine.dispose()

    async def _recall(self, session: Session, headers: Headers, staff_id: int, at: datetime) -> Actor:
        return await recall(session, **_cookies(headers), staff_id=staff_id, at=at, now=self._clock.now())

    async def _attend(self, work: Work) -> bool:
        if is_due := self._presence.is_due(work.actor, work.now):
            await touch(work)
        return is_due


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Litestar:
    """The application, ready to be served; it starts, and says that it is not ready, where the database is away."""
    settings = settings or get_settings()
    set_up_logs(settings)
    app = _routed(settings)
    app.state.parts = Parts(settings, clock or SystemClock())
    return app


def _routed(settings: Settings) -> Litestar:
    examples = [fulfilment_screens.StyleGuide] if settings.development else []
    own = [
        *(live_handler(lambda app: _parts(app).live), metrics_handler(lambda app: _parts(app).settings)),
        *(*health_handlers(lambda app: _parts(app).live.engine), *home_screen_handlers()),
    ]
    return Litestar(
        route_handlers=[*CONTROLLERS, *own, built_file, *examples],
        middleware=[Door(lambda app: _parts(app).edge)],
        dependencies={
            "work": Provide(current_work, sync_to_thread=False),
            "aside": Provide(current_aside, sync_to_thread=False),
        },
        exception_handlers=EXCEPTION_HANDLERS,
        before_send=[complete],
        openapi_config=openapi_config(),
        plugins=[ClosedBodies()],
        logging_config=None,  # ours stand; Litestar's would take the root logger away from them
        lifespan=[lambda app: _parts(app).running()],
        request_max_body_size=settings.body_limit,
    )


def _parts(app: Litestar) -> Parts:
    return app.state.parts


def current_work(request: Request[Any, Any, Any]) -> Work:
    """The work that the edge made for this request."""
    return request.scope["state"]["work"]


def current_aside(request: Request[Any, Any, Any]) -> Aside:
    """What stands beside the edge of the application that answers."""
    return _parts(request.app).aside


def _identify(settings: Settings, clock: Clock) -> LiveAuthenticate:
    async def identify(session: Session, headers: Headers, token: str | None) -> Actor:
        """Who asks: a customer by the token of their page, else by API key or cookies."""
        if token is not None and (customer := customer_from_token(settings, token)):
            return customer
        return await authenticate(session, **_cookies(headers), api_key=_bearer(headers), now=clock.now())

    return identify


def _cookies(headers: Headers) -> dict[str, str | None]:
    cookies = cookies_of(headers)
    return {"session_token": cookies.get("comptoir_session"), "device_token": cookies.get("comptoir_device")}


def _bearer(headers: Headers) -> str | None:
    scheme, _, key = headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else None
