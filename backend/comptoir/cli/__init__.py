"""The command line: `comptoir up`, or its parts one by one for a deployment of several machines."""

import importlib

import click

# Each command's module is imported when it is called, so that `comptoir up` is quick and `--help` needs no database.
COMMANDS = {
    "up": "comptoir.cli.up",
    "serve": "comptoir.cli.serve",
    "worker": "comptoir.cli.worker",
    "migrate": "comptoir.cli.migrate",
    "doctor": "comptoir.cli.doctor",
    "staff": "comptoir.cli.staff",
    "keys": "comptoir.cli.keys",
    "feed": "comptoir.cli.feed",
    "settings": "comptoir.cli.settings",
    "certificate": "comptoir.cli.certificate",
    "import": "comptoir.cli.importing",
    "replay": "comptoir.cli.replay",
    "stock": "comptoir.cli.stock",
    "routing": "comptoir.cli.routing",
}


class Commands(click.Group):
    """The commands in the order above; the module of each names its own `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        module = COMMANDS.get(cmd_name)
        return importlib.import_module(module).command if module else None


@click.command(cls=Commands)
def main() -> None:
    """Comptoir: the shop floor's half of an order management system."""
