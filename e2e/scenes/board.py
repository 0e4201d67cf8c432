"""A manager's board."""

from e2e.scenes.scene import seen_by
from e2e.stage import Stage
from e2e.tablet import Tablet
from tests.house import ANNECY, LYON


@seen_by("nadia")
async def board(stage: Stage, screen: Tablet) -> None:
    await _see(screen, "/board", LYON)


@seen_by("iris")
async def board_quiet(stage: Stage, screen: Tablet) -> None:
    await _see(screen, f"/stores/{ANNECY}/board", ANNECY)


@seen_by("iris")
async def board_stores(stage: Stage, screen: Tablet) -> None:
    await screen.go("/board")


async def _see(screen: Tablet, path: str, location_id: int) -> None:
    await screen.go(path)
    await screen.is_live()
    for part in ("people", "taking", "measures"):
        await screen.page.locator(f"#{part}-{location_id}").wait_for()
