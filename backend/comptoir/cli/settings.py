"""`comptoir settings`: what can be set, and how it is set now."""

import click

from comptoir.wiring.settings import Settings, get_settings

SECRETS = {"secret", "metrics_token", "database_url", "smtp_url"}


@click.command
def command() -> None:
    """Print every setting: its environment variable, its value here, and what it means."""
    settings = get_settings()
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        shown = "(set)" if name in SECRETS and value else "" if value is None else str(value)
        click.secho(f"{field.validation_alias or f'COMPTOIR_{name.upper()}'}={shown}", bold=True)
        click.echo(f"    {' '.join((field.description or '').split())}\n")
