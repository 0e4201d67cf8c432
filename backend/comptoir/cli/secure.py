"""HTTPS by our own server: its certificate, looked at before anything starts, and trusted by our own processes."""

import ssl
from datetime import UTC, datetime
from pathlib import Path

import click
from cryptography import x509

from comptoir.wiring.settings import Settings


def check_certificate(settings: Settings) -> None:
    """Refuse with a sentence a certificate that no browser would accept, or that does not fit its key."""
    if not settings.certificate:
        return
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(settings.certificate, settings.certificate_key, password=_asked_nobody)
        ends = _leaf(settings.certificate).not_valid_after_utc
    except (OSError, ValueError) as error:
        files = " with ".join(str(each) for each in (settings.certificate, settings.certificate_key) if each)
        raise click.ClickException(
            f"Cannot serve HTTPS by {files}: {_why(error)}. "
            "Give a PEM file with the certificate and, there or as KEY, its private key without a password."
        ) from error
    if ends <= datetime.now(UTC):
        raise click.ClickException(f"The certificate {settings.certificate} was good until {ends:%Y-%m-%d}: renew it.")


def first_name(certificate: Path) -> str | None:
    """The host name, else the IP address, that a certificate was made for first; none that stands for several."""
    alternatives = _leaf(certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    hosts = [name for name in alternatives.get_values_for_type(x509.DNSName) if "*" not in name]
    return next(iter([*hosts, *map(str, alternatives.get_values_for_type(x509.IPAddress))]), None)


def own_trust(settings: Settings) -> ssl.SSLContext | None:
    """How our own processes know the server, by whatever name they reach it: by its very certificate."""
    if not settings.certificate:
        return None
    context = ssl.create_default_context(cafile=settings.certificate)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context


def _asked_nobody() -> str:
    """Instead of the question on the terminal, which a service has nobody to answer."""
    return ""


def _leaf(certificate: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificates(certificate.read_bytes())[0]


def _why(error: Exception) -> str:
    """The reason as OpenSSL or the system puts it, without their codes."""
    reason = getattr(error, "reason", None) or getattr(error, "strerror", None)
    return str(reason or error).replace("_", " ").lower()
