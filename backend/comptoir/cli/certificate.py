"""`comptoir certificate`: HTTPS in a shop's own network, without a name on the internet."""

import re
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import click

from comptoir.cli.authority import Sealed, may_sign, new_authority, new_certificate, read_sealed, signs_for
from comptoir.wiring.settings import get_settings

HOST = re.compile(r"(?=.{1,253}$)([\w]([\w-]{0,61}[\w])?\.)*[\w]([\w-]{0,61}[\w])?$")


@click.command
@click.argument("names", nargs=-1, required=True)
def command(names: tuple[str, ...]) -> None:
    """Make a certificate for NAMES, the host names and IP addresses by which tablets reach this server.

    The same again renews it, before its 27 months are over; what tablets trust stays.
    """
    check_names(names)
    folder = get_settings().data / "tls"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority = the_authority(folder, names)
    server = new_certificate(authority, names, now=datetime.now(UTC))
    write_secret(folder / "server.pem", server.public_pem + server.key_pem)
    tell(folder, until=server.certificate.not_valid_after_utc)


def check_names(names: tuple[str, ...]) -> None:
    """Refuse with a sentence what is neither a host name nor an address, like a URL."""
    for name in names:
        if not (_is_address(name) or HOST.match(name)):
            raise click.ClickException(
                f"“{name}” is no host name or IP address. Give it like: stores.local 192.168.1.10"
            )


def the_authority(folder: Path, names: tuple[str, ...]) -> Sealed:
    """The authority of the folder, made now if there is none yet. Raises ClickException where it may not sign."""
    public, secret = folder / "authority.crt", folder / "authority.key"
    if not public.exists():
        authority = new_authority(names, now=datetime.now(UTC))
        write_secret(secret, authority.key_pem)
        public.write_bytes(authority.public_pem)
    authority = _read(public, secret)
    if not may_sign(authority, names):
        raise click.ClickException(
            f"What your tablets trust is good for {', '.join(signs_for(authority))} alone. For other names "
            f"remove {folder}, make a certificate anew, and have the tablets trust the new {public.name}."
        )
    return authority


def write_secret(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    draft = path.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_bytes(content)
    draft.replace(path)


def tell(folder: Path, *, until: datetime) -> None:
    """Say what was made and what to do with it."""
    click.secho(f"\n  {folder / 'server.pem'}", bold=True, nl=False)
    click.echo(f"     certificate and key, good until {until:%Y-%m-%d}. Keep it secret. Serve with it:")
    click.echo(f'      make run HOST=0.0.0.0 CERT="{folder / "server.pem"}"')
    click.secho(f"\n  {folder / 'authority.crt'}", bold=True, nl=False)
    click.echo("  what each tablet has to trust; docs/installing.md says how.\n")


def _read(public: Path, secret: Path) -> Sealed:
    try:
        return read_sealed(public.read_bytes(), secret.read_bytes())
    except (OSError, ValueError) as error:
        raise click.ClickException(
            f"Cannot read {public} with {secret}: {error}. Remove both to begin anew."
        ) from error


def _is_address(name: str) -> bool:
    try:
        return bool(ip_address(name))
    except ValueError:
        return False
