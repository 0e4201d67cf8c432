"""The demo: a readable network for a new, embedded database, with people who can sign in at once.

Loading it takes the whole data set into memory, so another process does that (demo_loading.py), and is gone afterwards.
"""

import asyncio
import sys
from pathlib import Path

import click
import msgspec
from sqlalchemy import select

from comptoir.cli.loading import is_empty
from comptoir.cli.working import working
from comptoir.identity.rules.secrets import digest
from comptoir.identity.tables import ApiKey
from comptoir.wiring.actors import Role
from comptoir.wiring.children import bound
from comptoir.wiring.settings import Settings
from comptoir.wiring.work import Work

HOME, NEIGHBOUR = "S003", "S018"
"""The store where most of the demo's orders go, and one nearby."""

STORES = {HOME: "Lyon", NEIGHBOUR: "Grenoble"}

PASSWORD = "comptoir-demo"  # noqa: S105 - told to everybody who starts the demo


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
        await _load()
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


def demo_key(settings: Settings) -> str | None:
    """The key of the demo's shoppers, if the demo was loaded into this data folder."""
    file = key_file(settings)
    return file.read_text() if file.exists() else None


def key_file(settings: Settings) -> Path:
    """Where that key is kept."""
    return settings.data / "demo.key"


def baskets_file(settings: Settings) -> Path:
    """Where the baskets of the demo's shoppers are kept."""
    return settings.data / "demo.baskets"


async def _needs_demo(settings: Settings) -> bool:
    async with working(settings) as work:
        return await is_empty(work)


async def _load() -> None:
    loading = await asyncio.create_subprocess_exec(*bound([sys.executable, "-m", "comptoir.cli.demo_loading"]))
    if await loading.wait():
        raise click.ClickException("The demo could not be loaded.")


async def _knows(work: Work, key: str) -> bool:
    """Whether the key belongs to this database; the file may be left over from one that is gone."""
    known = select(ApiKey.id).where(ApiKey.key_hash == digest(key))
    return (await work.execute(known)).first() is not None


def _post(login: Login) -> str:
    return f"{login.role}, {STORES[login.store]}" if login.store else login.role
