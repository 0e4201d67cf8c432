"""Mail into a folder, for a house without a mail server: one .eml file each, which any mail program opens."""

import asyncio
from email.message import EmailMessage
from pathlib import Path

from comptoir.notices.ports.letter import Letter, Undelivered, to_message


class SpoolMailer:
    """Files are named after the letters, whose ids are ordered by time; one that is sent again replaces itself."""

    def __init__(self, folder: Path, *, sender: str) -> None:
        self._folder, self._sender = folder, sender

    async def send(self, letter: Letter) -> None:
        """Returns when the file is whole. Raises Undelivered, Undeliverable."""
        message = to_message(letter, sender=self._sender)
        try:
            await asyncio.to_thread(self._write, f"{letter.id}.eml", message)
        except OSError as error:
            raise Undelivered(str(error)) from error

    def _write(self, name: str, message: EmailMessage) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._folder / f".{name}"
        draft.write_bytes(message.as_bytes())
        draft.replace(self._folder / name)
