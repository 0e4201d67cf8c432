"""The web application, composed from the slices."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Request
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.static_files import create_static_files_router
from sqlalchemy.ext.asyncio import AsyncSession

from comptoir.fulfilment.screens.pickup import PickupPage
from comptoir.identity.queries import authenticate
from comptoir.kit.clock import Clock, SystemClock
from comptoir.fulfilment.screens.handover import HandoverScreens
from comptoir.fulfilment.screens.pickup import PickupPage
from comptoir.fulfilment.screens.preparation import PreparationScreens
from comptoir.fulfilment.screens.store import QueueScreens
from comptoir.sales.api import OrdersApi
from comptoir.wiring.actors import Actor
from comptoir.wiring.database import make_engine, make_sessions
from comptoir.wiring.edge import Edge, Headers
from comptoir.wiring.locales import cookies_of
from comptoir.wiring.pages import FRONTEND
from comptoir.wiring.problems import EXCEPTION_HANDLERS
from comptoir.wiring.settings import Settings, get_settings
from comptoir.wiring.work import Work

CONTROLLERS = [OrdersApi, PickupPage]


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Litestar:
    """The application, ready to be served; it connects to the database when it is first asked for something."""
    settings, clock = settings or get_settings(), clock or SystemClock()
    engine = make_engine(settings.database_url or "", pool_size=settings.pool_size)
    sessions = make_sessions(engine)

    async def authenticated(session: AsyncSession, headers: Headers) -> Actor:
        cookies = cookies_of(headers)
        return await authenticate(
            session,
            session_token=cookies.get("comptoir_session"),
            device_token=cookies.get("comptoir_device"),
            api_key=_bearer(headers),
            now=clock.now(),
        )

    @asynccontextmanager
    async def connected(_: Litestar) -> AsyncGenerator[None]:
        yield
        await engine.dispose()

    edge = Edge(
        sessions=sessions,
        settings=settings,
        clock=clock,
        authenticate=authenticated,
        ring=lambda: None,
        observe=lambda *_: None,
    )
    return Litestar(
        route_handlers=[*CONTROLLERS, _static_files()],
        middleware=[edge],
        dependencies={"work": Provide(current_work, sync_to_thread=False)},
        exception_handlers=EXCEPTION_HANDLERS,
        openapi_config=_openapi(),
        lifespan=[connected],
        request_max_body_size=settings.body_limit,
    )


def current_work(request: Request[Any, Any, Any]) -> Work:
    """The work that the edge made for this request."""
    return request.scope["state"]["work"]


def _bearer(headers: Headers) -> str | None:
    scheme, _, key = headers.get("authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else None


def _static_files() -> Any:
    return create_static_files_router("/static", [FRONTEND / "dist"], opt={"no_work": True}, include_in_schema=False)


def _openapi() -> OpenAPIConfig:
    bearer = SecurityScheme(type="http", scheme="bearer", description="An API key, made by headquarters.")
    return OpenAPIConfig(
        title="Comptoir",
        version="1",
        description="Orders for the stores of a chain.",
        path="/api/docs",
        components=Components(security_schemes={"key": bearer}),
        security=[{"key": []}],
        render_plugins=[],
    )
