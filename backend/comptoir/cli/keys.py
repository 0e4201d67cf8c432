"""`comptoir keys`: the API keys of machines, as headquarters have them on their screen."""

import asyncio

import click

from comptoir.cli.database import database
from comptoir.cli.refusals import refusals_told
from comptoir.cli.working import working
from comptoir.identity.actions.api_keys import make_api_key, revoke_api_key
from comptoir.identity.queries.api_keys import Key, api_keys
from comptoir.identity.rules import SCOPES
from comptoir.network.queries import location_by_code
from comptoir.wiring.settings import get_settings
from comptoir.wiring.work import Work

NAMES = [scope.value for scope in SCOPES]


@click.group
def command() -> None:
    """Make, list and revoke the API keys of machines."""


@command.command("create")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice(NAMES), help="What the key may do.")
@click.option("--location", "codes", multiple=True, help="A location whose work the key is for.")
def create(name: str, scopes: tuple[str, ...], codes: tuple[str, ...]) -> None:
    """Make a key for the machine NAME and print it, this once."""
    with database(), refusals_told():
        click.echo(asyncio.run(make(name, scopes, codes)))


@command.command("list")
def list_() -> None:
    """Show all keys, without their secrets."""
    with database():
        for key in asyncio.run(all_keys()):
            click.echo(described(key))


@command.command("revoke")
@click.argument("prefix")
def revoke(prefix: str) -> None:
    """Take back the key that begins with ck_PREFIX_, at once."""
    with database(), refusals_told():
        asyncio.run(take_back(prefix))


async def make(name: str, scopes: tuple[str, ...], codes: tuple[str, ...] = ()) -> str:
    """Make a key. Raises UnknownScope, LocationNeeded, NotAtLocations, UsageError."""
    async with working(get_settings()) as work:
        location_ids = [await _location_id(work, code) for code in codes]
        key = await make_api_key(work, name=name, scopes=scopes, location_ids=location_ids)
        await work.commit()
        return key


async def _location_id(work: Work, code: str) -> int:
    found = await location_by_code(work, code)
    if found is None:
        raise click.UsageError(f"There is no location {code}.")
    return found.id


async def all_keys() -> list[Key]:
    """All keys, those in use first."""
    async with working(get_settings()) as work:
        return await api_keys(work)


async def take_back(prefix: str) -> None:
    """Revoke the key in use with this prefix. Raises UsageError."""
    async with working(get_settings()) as work:
        found = [key.id for key in await api_keys(work) if key.prefix == prefix and not key.revoked_at]
        if not found:
            raise click.UsageError(f"No key in use begins with ck_{prefix}_. See: comptoir keys list")
        for key_id in found:
            await revoke_api_key(work, key_id)
        await work.commit()


def described(key: Key) -> str:
    """A key on one line."""
    used = f"last used {key.last_used_at:%Y-%m-%d %H:%M} UTC" if key.last_used_at else "not used yet"
    state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else used
    where = f"  at {', '.join(key.locations)}" if key.locations else ""
    return f"ck_{key.prefix}_…  {key.name}  [{', '.join(key.scopes)}]{where}  {state}"
