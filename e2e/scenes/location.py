"""What a location takes on."""

from e2e.scenes.scene import seen_by
from e2e.stage import Stage
from e2e.tablet import Tablet
from tests.house import ANNECY, LYON

HOLIDAYS = """UPDATE locations SET hours = hours || jsonb_build_object(to_char(now() + interval '2 days', 'YYYY-MM-DD'),
    '[["10:00", "12:30"], ["14:00", "17:00"]]'::jsonb, '2027-12-25', '[]'::jsonb) WHERE id = :id"""
SUSPENDED = """UPDATE locations SET status = 'suspended', status_reason = 'staff',
    suspended_until = now() + interval '1 day' WHERE id = :id"""
PAUSED = """INSERT INTO location_stopgaps (location_id, what, until, reason, set_by, set_at)
    VALUES (:id, 'collect', now() + interval '2 hours', 'staff', 'staff:6', now()) ON CONFLICT DO NOTHING"""
GIVEN = """INSERT INTO capacity_days (location_id, day, given)
    VALUES (:id, (now() AT TIME ZONE 'Europe/Paris')::date, 143)
    ON CONFLICT (location_id, day) DO UPDATE SET given = 143"""
DEPARTURES = """UPDATE locations SET departures = '{"mon": ["12:00", "17:30"], "fri": ["17:30"]}' WHERE id = :id"""


@seen_by("nadia")
async def location(stage: Stage, screen: Tablet) -> None:
    await stage.change(HOLIDAYS, id=LYON)
    await stage.change(GIVEN, id=LYON)
    await _see(screen, LYON)


@seen_by("iris")
async def location_suspended(stage: Stage, screen: Tablet) -> None:
    grenoble = await stage.location("GRENOBLE")
    await stage.change(SUSPENDED, id=grenoble)
    await stage.change("UPDATE locations SET capacity_per_day = 0 WHERE id = :id", id=grenoble)
    await _see(screen, grenoble)


@seen_by("iris")
async def location_paused(stage: Stage, screen: Tablet) -> None:
    grenoble = await stage.location("GRENOBLE")
    await stage.change(PAUSED, id=grenoble)
    await _see(screen, grenoble)


@seen_by("nadia")
async def location_to_pause(stage: Stage, screen: Tablet) -> None:
    await _see(screen, LYON)
    await screen.page.locator("[data-opens=pause]").first.tap()
    await screen.page.locator("#pause [name=lasts][value=until]").check()


@seen_by("iris")
async def location_list(stage: Stage, screen: Tablet) -> None:
    await screen.go("/locations")


@seen_by("nadia")
async def location_to_suspend(stage: Stage, screen: Tablet) -> None:
    await _see(screen, LYON)
    await screen.page.locator("[data-opens=suspend]").tap()


@seen_by("nadia")
async def location_special_day(stage: Stage, screen: Tablet) -> None:
    await _see(screen, LYON)
    await screen.page.locator("[data-opens=special-day]").tap()
    await screen.page.locator("[name=kind][value=open]").check()


@seen_by("iris")
async def location_capacity(stage: Stage, screen: Tablet) -> None:
    await _see(screen, ANNECY)
    await screen.page.locator("[data-opens=capacity]").tap()


@seen_by("nadia")
async def location_departures(stage: Stage, screen: Tablet) -> None:
    await stage.change(DEPARTURES, id=LYON)
    await _see(screen, LYON)
    await screen.page.locator("[data-opens=departures]").tap()


async def _see(screen: Tablet, location_id: int) -> None:
    await screen.go(f"/locations/{location_id}")
    await screen.is_live()
    await screen.page.locator(f"#load-{location_id}").wait_for()
