"""The first account and the first key of an installation come from the command line."""

import pytest

from comptoir.identity.queries import authenticate
from comptoir.wiring.actors import Actor
from tests.conftest import Run
from tests.house import LYON, House
from tests.identity.conftest import Browser


async def machine(chain: House, key: str) -> Actor:
    """Whom the server sees behind a key."""
    async with chain.sessions() as session:
        return await authenticate(session, session_token=None, device_token=None, api_key=key, now=chain.clock.now())


async def test_a_key_is_made_listed_and_revoked(run: Run, chain: House) -> None:
    made = await run("keys", "create", "Shop site", "--scope", "orders:read", "--scope", "orders:write")
    key = made.output.strip()
    assert (await machine(chain, key)).scopes == {"orders:read", "orders:write"}
    listed = (await run("keys", "list")).output
    prefix = key.split("_")[1]
    assert listed == f"ck_{prefix}_…  Shop site  [orders:read, orders:write]  not used yet\n"
    assert (await run("keys", "revoke", prefix)).exit_code == 0
    assert (await machine(chain, key)).kind == "nobody"
    again = await run("keys", "revoke", prefix)
    assert again.exit_code == 2
    assert "No key in use begins with" in again.output


async def test_a_key_needs_a_scope_that_exists(run: Run, chain: House) -> None:
    assert (await run("keys", "create", "Shop site", "--scope", "everything")).exit_code == 2
    assert await chain.rows("SELECT id FROM api_keys") == []


async def test_the_first_account_of_headquarters_signs_in(run: Run, browser: Browser) -> None:
    made = await run("staff", "create", "Ada", "--email", "Ada@example.fr", "--password", "a long enough secret")
    assert made.exit_code == 0, made.output
    answer = await browser.post("/sign-in", email="ada@example.fr", password="a long enough secret")
    assert answer.status_code == 303
    assert (await browser.get("/")).headers["location"] == "/orders"


async def test_a_manager_is_added_at_a_store(run: Run, chain: House) -> None:
    manager = ("staff", "create", "Ada", "--email", "ada@example.fr", "--password", "a long enough secret", "--role")
    assert (await run(*manager, "manager", "--store", "LYON")).exit_code == 0
    at = "SELECT location_id FROM staff_locations JOIN staff ON staff.id = staff_id WHERE name = 'Ada'"
    assert await chain.value(at) == LYON


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--email", "ada@example.fr", "--password", "short"), "at least 12 characters"),
        (("--email", "3@example.fr", "--password", "a long enough secret"), "Somebody else signs in"),
        (("--email", "a@b.fr", "--password", "a long enough secret", "--role", "manager"), "at least one store"),
        (("--email", "a@b.fr", "--password", "a long enough secret", "--store", "NICE"), "no store with the code NICE"),
    ],
)
async def test_what_cannot_be_is_told_in_a_sentence(run: Run, chain: House, words: tuple[str, ...], says: str) -> None:
    answer = await run("staff", "create", "Ada", *words)
    assert answer.exit_code != 0
    assert says in answer.output
    assert "Traceback" not in answer.output
    assert await chain.rows("SELECT id FROM staff WHERE name = 'Ada'") == []
