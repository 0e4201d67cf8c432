"""`comptoir staff`: the first account of an installation; it adds all others on the screen of the team."""

import asyncio

import click
import msgspec
from sqlalchemy import select

from comptoir.cli.database import database
from comptoir.cli.refusals import refusals_told
from comptoir.cli.working import working
from comptoir.identity.actions.team import add_member
from comptoir.identity.rules.team import PASSWORD_ROLES, Post
from comptoir.network.tables import Location
from comptoir.wiring.actors import Role
from comptoir.wiring.locales import LOCALES
from comptoir.wiring.settings import get_settings
from comptoir.wiring.work import Work


@click.group
def command() -> None:
    """Add somebody who signs in by e-mail."""


@command.command("create")
@click.argument("name")
@click.option("--email", required=True, help="The address to sign in with.")
@click.option("--role", type=click.Choice(PASSWORD_ROLES), default="headquarters", show_default=True)
@click.option("--store", "stores", multiple=True, metavar="CODE", help="A store that a manager works at.")
@click.option("--locale", type=click.Choice(LOCALES), default="en", show_default=True)
@click.password_option(help="Asked for if it is not given, which keeps it out of the shell's history.")
def create(name: str, email: str, role: Role, stores: tuple[str, ...], locale: str, password: str) -> None:
    """Add NAME, who may then sign in at /sign-in."""
    post = Post(name=name, role=role, email=email, locale=locale)
    with database(), refusals_told():
        asyncio.run(add(post, stores, password))
    click.echo(f"{name} can sign in as {email}.")


async def add(post: Post, stores: tuple[str, ...], password: str) -> None:
    """Add somebody at the stores with these codes. Raises UsageError for an unknown one, and as `add_member`."""
    async with working(get_settings()) as work:
        locations = frozenset([await _location(work, code) for code in stores])
        await add_member(work, msgspec.structs.replace(post, locations=locations), password=password)
        await work.commit()


async def _location(work: Work, code: str) -> int:
    found = (await work.execute(select(Location.id).where(Location.code == code))).scalar_one_or_none()
    if found is None:
        raise click.UsageError(f"There is no store with the code {code}.")
    return found
