"""A manager's board."""

from e2e.scenes.scene import seen_by
from e2e.stage import Stage
from e2e.tablet import Tablet
from tests.house import ANNECY, LYON

FOR_A_WHILE = """INSERT INTO location_stopgaps (location_id, what, until, orders, people, set_by, set_at)
    VALUES (:id, 'capacity', now() + interval '5 hours', 40, NULL, 'staff:6', now()),
        (:id, 'people', now() + interval '2 hours', 30, 2, 'staff:6', now()) ON CONFLICT DO NOTHING"""


@seen_by("nadia")
async def board(stage: Stage, screen: Tablet) -> None:
    await _see(screen, "/board", LYON)


@seen_by("nadia")
async def board_more_people(stage: Stage, screen: Tablet) -> None:
    await _see(screen, "/board", LYON)
    await screen.page.locator("[data-opens=more-people]").tap()


@seen_by("nadia")
async def board_give(stage: Stage, screen: Tablet) -> None:
    await _see(screen, "/board", LYON)
    await screen.page.locator("[data-opens=give]").first.tap()


@seen_by("iris")
async def board_quiet(stage: Stage, screen: Tablet) -> None:
    await _see(screen, f"/stores/{ANNECY}/board", ANNECY)


@seen_by("iris")
async def board_for_a_while(stage: Stage, screen: Tablet) -> None:
    """Another capacity today, and more people, at a store that other scenes leave alone."""
    grenoble = await stage.location("GRENOBLE")
    await stage.change(FOR_A_WHILE, id=grenoble)
    await _see(screen, f"/stores/{grenoble}/board", grenoble)


@seen_by("iris")
async def board_stores(stage: Stage, screen: Tablet) -> None:
    await screen.go("/board")


async def _see(screen: Tablet, path: str, location_id: int) -> None:
    await screen.go(path)
    await screen.is_live()
    for part in ("people", "taking", "measures"):
        await screen.page.locator(f"#{part}-{location_id}").wait_for()
