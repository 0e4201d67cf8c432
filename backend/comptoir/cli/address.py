"""Where the server is: for browsers, and for our own processes on this machine."""

from comptoir.cli.secure import first_name
from comptoir.wiring.settings import Settings

ALL_ADDRESSES = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - not listened on
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


def public_url(settings: Settings) -> str:
    """Where browsers find us: as it was set, else by the name in the certificate, else this machine on its port."""
    if "public_url" in settings.model_fields_set:
        return settings.public_url
    name = first_name(settings.certificate) if settings.certificate else None
    return _url(name or near_host(settings.host), settings)


def own_url(settings: Settings) -> str:
    """Where processes on this machine find the server, whatever name others have for it."""
    return _url(near_host(settings.host), settings)


def near_host(host: str) -> str:
    """An address that this machine can use, for one that may mean all addresses."""
    return ALL_ADDRESSES.get(host, host)


def is_open_without_https(settings: Settings) -> bool:
    """Whether other machines reach us, by pages that their browsers do not call secure."""
    return settings.host not in THIS_MACHINE and not public_url(settings).startswith("https://")


def _url(host: str, settings: Settings) -> str:
    scheme, bracketed = "https" if settings.certificate else "http", f"[{host}]" if ":" in host else host
    return f"{scheme}://{bracketed}:{settings.port}"
