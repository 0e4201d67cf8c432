"""The ways a message leaves the house."""

from comptoir.notices.ports.letter import Letter, Mailer, Picture, Undeliverable, Undelivered
from comptoir.notices.ports.smtp import SmtpMailer
from comptoir.notices.ports.spool import SpoolMailer
from comptoir.wiring.settings import Settings

__all__ = ["Letter", "Mailer", "Picture", "SmtpMailer", "SpoolMailer", "Undeliverable", "Undelivered", "mailer"]


def mailer(settings: Settings) -> Mailer:
    """By the mail server that the settings name, else into the spool under the data folder."""
    if settings.smtp_url:
        return SmtpMailer(settings.smtp_url, sender=settings.mail_from)
    return SpoolMailer(settings.data / "mail", sender=settings.mail_from)
