"""The demo: a readable network for a new, embedded database, with people who can sign in at once."""

from pathlib import Path

import msgspec
from sqlalchemy import select

from comptoir.cli.chain import demo_chain
from comptoir.cli.loading import analyse, is_empty, load
from comptoir.cli.rows import chain_rows
from comptoir.cli.working import working
from comptoir.identity.actions.api_keys import make_api_key
from comptoir.identity.actions.team import Post, add_member
from comptoir.identity.rules.rights import SCOPES
from comptoir.identity.rules.secrets import digest
from comptoir.identity.tables import ApiKey
from comptoir.network.tables import Location
from comptoir.wiring.actors import Role
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

HOME, NEIGHBOUR = "S003", "S018"
"""The store where most of the demo's orders go, and one nearby."""

STORES = {HOME: "Lyon", NEIGHBOUR: "Grenoble"}

PASSWORD = "comptoir-demo"  # noqa: S105 - told to everybody who starts the demo
TIMES = 5
"""The receipts are those of 2,469 households; with five times their purchases, shelves look like those of a shop."""


class Login(msgspec.Struct, frozen=True):
    """Somebody of the demo: with the PIN on the store's tablet; managers and headquarters also by e-mail anywhere."""

    name: str
    role: Role
    store: str | None
    pin: str | None = None
    email: str | None = None
    locale: str = "en"


TEAM = (
    Login("Nadia Benali", "manager", HOME, "5772", "nadia@comptoir.example"),
    Login("Léa Moreau", "preparer", HOME, "2718"),
    Login("Hugo Lambert", "preparer", HOME, "3141", locale="fr"),
    Login("Zoé Girard", "associate", HOME, "1618", locale="fr"),
    Login("Paul Mercier", "manager", NEIGHBOUR, "6626", "paul@comptoir.example", locale="fr"),
    Login("Manon Vidal", "preparer", NEIGHBOUR, "8314", locale="fr"),
    Login("Iris Fontaine", "headquarters", None, email="iris@comptoir.example"),
)


async def prepare(settings: Settings) -> str | None:
    """Load the demo if the database is empty. Who can sign in, to be printed; None if other things are in it."""
    if await _needs_demo(settings):
        await load_demo(settings)
    async with working(settings) as work:
        key = demo_key(settings)
        return introduction() if key and await _knows(work, key) else None


def introduction() -> str:
    """Who can sign in, and how."""
    by_mail = (f"    {one.email:24}  {PASSWORD}   {_post(one)}" for one in TEAM if one.email)
    by_pin = (f"    {one.name:24}  {one.pin:13}   {_post(one)}" for one in TEAM if one.pin)
    return "\n".join(
        ("  Sign in with e-mail and password:", *by_mail, "  On a tablet that a manager enrolled, by PIN:", *by_pin, "")
    )


async def load_demo(settings: Settings) -> None:
    """Fill an empty database, and keep the shoppers' key in the data folder. Raises NotEmpty."""
    chain = demo_chain()
    async with working(settings) as work:
        await load(work, chain_rows(chain, times=TIMES, actor=work.actor.key, at=work.now))
        for login in TEAM:
            await _hire(work, login)
        key = make_api_key(work, name="Demo shoppers", scopes=SCOPES)
        _keep_key(_key_file(settings), key)  # before the commit: without it the demo would have no shoppers
        await work.commit()
        await analyse(work)
        await work.commit()


def demo_key(settings: Settings) -> str | None:
    """The key of the demo's shoppers, if the demo was loaded into this data folder."""
    file = _key_file(settings)
    return file.read_text() if file.exists() else None


def _post(login: Login) -> str:
    return f"{login.role}, {STORES[login.store]}" if login.store else login.role


async def _knows(work: Work, key: str) -> bool:
    """Whether the key belongs to this database; the file may be left over from one that is gone."""
    return bool(
        (await work.execute(select(select(ApiKey.id).where(ApiKey.key_hash == digest(key)).exists()))).scalar_one()
    )


async def _needs_demo(settings: Settings) -> bool:
    async with working(settings) as work:
        return await is_empty(work)


async def _hire(work: Work, login: Login) -> None:
    location_ids = (await work.execute(select(Location.id).where(Location.code == login.store))).scalars()
    post = Post(
        name=login.name, role=login.role, email=login.email, locale=login.locale, locations=frozenset(location_ids)
    )
    await add_member(work, post, pin=login.pin, password=PASSWORD if login.email else None)


def _key_file(settings: Settings) -> Path:
    return settings.data / "demo.key"


def _keep_key(file: Path, key: str) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(key)
