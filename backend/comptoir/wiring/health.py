"""Whether this process lives, and whether it can work: for supervisors and load balancers."""

import asyncio
from collections.abc import Callable
from typing import Any

from litestar import Litestar, Request, Response, get
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from comptoir.wiring.away import is_away
from comptoir.wiring.problems import PROBLEM_JSON, Unavailable, problem

PATIENCE_S = 1.0


def health_handlers(engine_of: Callable[[Litestar], AsyncEngine]) -> list[HTTPRouteHandler]:
    """`GET /health` and `GET /ready`. An engine of few connections that requests don't share keeps /ready honest."""

    @get("/health", include_in_schema=False, sync_to_thread=False, opt={"no_work": True})
    def health() -> dict[str, str]:
        return {"status": "alive"}

    @get("/ready", include_in_schema=False, opt={"no_work": True})
    async def ready(request: Request[Any, Any, Any]) -> Response[Any]:
        if await database_answers(engine_of(request.app)):
            return Response({"status": "ready"})
        away = Unavailable()
        return Response(problem(away, path="/ready"), status_code=away.status, media_type=PROBLEM_JSON)

    return [health, ready]


async def database_answers(engine: AsyncEngine) -> bool:
    """Whether the database answers within a second."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await _asked(engine) or await _asked(engine)  # the first may find connections of before an outage
    except TimeoutError:
        return False


async def _asked(engine: AsyncEngine) -> bool:
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except Exception as error:
        if is_away(error):
            return False
        raise
    return True
