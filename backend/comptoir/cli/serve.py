"""`comptoir serve`: the web server alone."""

import socket

import click
import uvicorn

from comptoir.cli.database import database
from comptoir.cli.secure import check_certificate
from comptoir.wiring.settings import get_settings

LARGEST_MESSAGE = 64 * 1024


@click.command
def command() -> None:
    """Serve the pages, the API and the live sockets."""
    with database():
        serve()


def serve() -> None:
    """Serve until SIGINT or SIGTERM; requests that run get three seconds to end."""
    settings = get_settings()
    check_port(settings.host, settings.port)
    check_certificate(settings)
    uvicorn.run(
        "comptoir.app:create_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.web_processes,
        loop="uvloop",
        http="httptools",
        # Measured best for sockets; compressing each message would cost more than it saves, see bench/README.md.
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=LARGEST_MESSAGE,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        ssl_certfile=settings.certificate,
        ssl_keyfile=settings.certificate_key,
        server_header=False,
        access_log=False,
        log_config=None,
        log_level="warning",
        timeout_keep_alive=65,
        timeout_graceful_shutdown=3,
    )


def check_port(host: str, port: int) -> None:
    """Say so in one sentence when another program listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Cannot listen on {host}, port {port}: {error.strerror}. "
                f"Choose another port, like: make run PORT={port + 1}"
            ) from error
