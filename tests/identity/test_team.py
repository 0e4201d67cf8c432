"""Managers look after their own store's team; headquarters after everybody."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.house import ANNECY, HUGO, IRIS, LEA, LYON, NADIA, PAUL, ZOE, House
from tests.identity.conftest import PASSWORD, Browser

TOM: dict[str, Any] = {"name": "Tom", "role": "preparer", "locations": LYON, "pin": "7305"}


@pytest.fixture
async def nadia(browser: Browser) -> Browser:
    """Nadia, manager at Lyon, signed in."""
    await browser.sign_in(NADIA)
    return browser


@pytest.fixture
async def iris(browser: Browser) -> Browser:
    """Iris of headquarters, signed in."""
    await browser.sign_in(IRIS)
    return browser


async def post_of(chain: House, name: str) -> tuple[str, list[int]]:
    """Somebody's role and stores."""
    query = """SELECT role, array(SELECT location_id FROM staff_locations WHERE staff_id = id ORDER BY 1) AS stores
               FROM staff WHERE name = :name"""
    row = (await chain.rows(query, name=name))[0]
    return row.role, row.stores


async def test_a_manager_adds_a_preparer_who_signs_in(nadia: Browser, tablet: Browser, chain: House) -> None:
    answer = await nadia.post("/team", **TOM)
    tom = await chain.value("SELECT id FROM staff WHERE name = 'Tom'")
    assert answer.headers["location"] == f"/team/{tom}"
    assert await post_of(chain, "Tom") == ("preparer", [LYON])
    assert "Tom" in (await tablet.get("/pin")).text
    assert (await tablet.post("/pin", staff_id=tom, pin="7305")).status_code == 303


@pytest.mark.parametrize(
    ("change", "status", "says"),
    [
        ({"role": "manager", "email": "tom@example.fr"}, 403, "Only headquarters can give this role."),
        ({"role": "headquarters", "email": "tom@example.fr"}, 403, "Only headquarters can give this role."),
        ({"locations": ANNECY}, 403, "You can only choose stores that you manage."),
        ({"locations": [LYON, ANNECY]}, 403, "You can only choose stores that you manage."),
        ({"locations": 99}, 422, "Choose at least one store"),
        ({"pin": "1234"}, 422, "Choose a PIN of 4 to 6 digits"),
        ({"email": "3@example.fr"}, 409, "Somebody else signs in with this e-mail address."),
        ({"role": "king"}, 400, ""),
        ({"name": "  "}, 400, ""),
        ({"name": "Tom\x00"}, 400, ""),
        ({"locations": 2**70}, 400, ""),
        ({"locations": "Lyon"}, 400, ""),
    ],
)
async def test_what_cannot_be_is_told_and_not_done(
    nadia: Browser, chain: House, change: dict[str, Any], status: int, says: str
) -> None:
    answer = await nadia.post("/team", **(TOM | change))
    assert answer.status_code == status
    assert says in answer.text
    assert await chain.rows("SELECT id FROM staff WHERE name LIKE 'Tom%'") == []


async def test_what_was_entered_stays_in_the_form_that_is_to_be_corrected(nadia: Browser) -> None:
    guessable: dict[str, Any] = TOM | {"pin": "1234"}
    answer = await nadia.post("/team", **guessable)
    assert 'value="Tom"' in answer.text
    assert 'value="1234"' not in answer.text


async def test_a_manager_raises_nobody_not_even_themselves(nadia: Browser, chain: House) -> None:
    for person in (LEA, NADIA):
        answer = await nadia.post(
            f"/team/{person.id}", name=person.name, role="headquarters", email=f"{person.id}@example.fr"
        )
        assert answer.status_code == 403
    assert await post_of(chain, "Léa") == ("preparer", [LYON])
    assert await post_of(chain, "Nadia") == ("manager", [LYON])


async def test_a_manager_does_not_touch_who_also_works_elsewhere(nadia: Browser, chain: House) -> None:
    async with chain.sessions.engine.begin() as session:
        await session.execute(text(f"INSERT INTO staff_locations VALUES ({LEA.id}, {ANNECY})"))
    page = await nadia.get(f"/team/{LEA.id}")
    assert page.status_code == 200
    assert "Save" not in page.text
    renamed = await nadia.post(f"/team/{LEA.id}", name="X", role="preparer", locations=LYON)
    assert renamed.status_code == 403
    assert (await nadia.post(f"/team/{LEA.id}/pin", pin="5820")).status_code == 403
    assert (await nadia.post(f"/team/{LEA.id}/unlock")).status_code == 403
    assert (await nadia.post(f"/team/{LEA.id}/deactivate")).status_code == 403


async def test_a_manager_changes_a_role_of_the_store(nadia: Browser, chain: House) -> None:
    answer = await nadia.post(f"/team/{ZOE.id}", name="Zoé", role="preparer", locations=LYON)
    assert answer.status_code == 303
    assert await post_of(chain, "Zoé") == ("preparer", [LYON])
    assert (await chain.rows("SELECT data FROM events ORDER BY id DESC LIMIT 1"))[0].data == {
        "staff_id": int(ZOE.id),
        "what": "changed",
    }


async def test_headquarters_make_a_manager_who_signs_in(iris: Browser, chain: House) -> None:
    hugo: dict[str, Any] = {"name": "Hugo", "role": "manager", "email": "Hugo@Example.fr", "locations": [LYON, ANNECY]}
    assert (await iris.post(f"/team/{HUGO.id}", **hugo)).status_code == 303
    assert (await iris.post(f"/team/{HUGO.id}/password", password="a brand new secret")).status_code == 303
    assert await post_of(chain, "Hugo") == ("manager", [LYON, ANNECY])
    answer = await iris.post("/sign-in", email="hugo@example.fr", password="a brand new secret")
    assert answer.status_code == 303


async def test_a_manager_needs_a_long_password(iris: Browser, chain: House) -> None:
    before = await chain.value("SELECT password_hash FROM staff WHERE name = 'Paul'")
    answer = await iris.post(f"/team/{PAUL.id}/password", password="eleven sign")
    assert answer.status_code == 422
    assert "at least 12 characters" in answer.text
    assert await chain.value("SELECT password_hash FROM staff WHERE name = 'Paul'") == before


async def test_an_empty_secret_is_none(iris: Browser, chain: House) -> None:
    assert (await iris.post(f"/team/{PAUL.id}/pin", pin="")).status_code == 422
    assert (await iris.post(f"/team/{PAUL.id}/password", password="")).status_code == 422
    assert await chain.rows("SELECT id FROM staff WHERE pin_hash IS NULL") == []


async def test_a_manager_needs_an_address(iris: Browser) -> None:
    answer = await iris.post(f"/team/{HUGO.id}", name="Hugo", role="manager", email="", locations=LYON)
    assert answer.status_code == 422
    assert "enter an address" in answer.text


async def test_who_is_no_longer_manager_has_no_password_any_more(iris: Browser, chain: House) -> None:
    await iris.post(f"/team/{PAUL.id}", name="Paul", role="preparer", locations=ANNECY)
    assert await chain.value("SELECT password_hash FROM staff WHERE name = 'Paul'") is None


async def test_a_preparer_is_given_no_password(iris: Browser) -> None:
    assert (await iris.post(f"/team/{LEA.id}/password", password=PASSWORD)).status_code == 422
    answer = await iris.post("/team", **TOM, password=PASSWORD)
    assert "leave the password empty" in answer.text


async def test_headquarters_cannot_lock_themselves_out(iris: Browser, chain: House) -> None:
    assert (await iris.post(f"/team/{IRIS.id}/deactivate")).status_code == 409
    demoted: dict[str, Any] = {"name": "Iris", "role": "preparer", "locations": LYON}
    assert (await iris.post(f"/team/{IRIS.id}", **demoted)).status_code == 409
    assert await post_of(chain, "Iris") == ("headquarters", [])


async def test_headquarters_see_everybody_and_narrow_the_list(iris: Browser) -> None:
    everybody = (await iris.get("/team?store=0&name=")).text
    assert all(person.name in everybody for person in (LEA, NADIA, PAUL, IRIS))
    at_annecy = (await iris.get(f"/team?store={ANNECY}")).text
    assert "Paul" in at_annecy
    assert "Léa" not in at_annecy
    named = (await iris.get("/team?name=HUG")).text
    assert "Hugo" in named
    assert "Paul" not in named
    assert "Nobody was found" in (await iris.get("/team?name=%25")).text


async def test_a_manager_cannot_look_into_another_store_by_its_number(nadia: Browser) -> None:
    assert "Paul" not in (await nadia.get(f"/team?store={ANNECY}")).text


async def test_somebody_who_does_not_exist_is_not_found(iris: Browser) -> None:
    assert (await iris.get("/team/999")).status_code == 404
    assert (await iris.post("/team/999/unlock")).status_code == 404
    assert (await iris.get(f"/team/{2**70}")).status_code == 400
    assert (await iris.get(f"/team?store={2**70}")).status_code == 400
    assert (await iris.get("/team?name=%00")).status_code == 400
