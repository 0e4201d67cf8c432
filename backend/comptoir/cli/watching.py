"""A watched folder: each file that is put there is fed, then moved into `done` or `failed` with its report beside it.

What is where is all that is known, beside the feeds in the database: after a kill, the next who watches goes on.
"""

import asyncio
import fcntl
import os
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from comptoir.cli.feeding import FedElsewhere, FedFile, Feeder, Heard
from comptoir.kit.errors import N_, Refused
from comptoir.stock.actions.feeds import Progress
from comptoir.stock.jobs.reporting import refusal_report
from comptoir.stock.queries.feeds import FeedView
from comptoir.stock.rules.feeds import Said
from comptoir.stock.rules.naming import NameUnclear, form_of, said_by_name, said_by_note
from comptoir.wiring.away import is_away
from comptoir.wiring.keeping import tell

LOOK_EVERY_S = 1.0

SETTLED_S = 5.0
"""A file that was changed later than so long ago is still being written."""

NOTE_PATIENCE_S = 30.0
"""So long the note of a file whose name says nothing may come after it."""

DONE, FAILED = "done", "failed"
NOTE, REPORT = ".json", ".report.csv"
UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload")


class WatchedAlready(Refused):
    slug = "watched-already"
    title = N_("Another process watches this folder.")


@dataclass(frozen=True)
class Fed:
    """A file of the folder that has ended: where it is now, what became of it, or why it was not even begun."""

    path: Path
    feed: FeedView | None = None
    refusal: Refused | None = None


Told = Callable[[Fed], None]
Shown = Callable[[FedFile], AbstractContextManager[Heard]]
"""Shows how far a file is while it is fed."""


class Folder:
    """A folder that this process watches."""

    def __init__(
        self,
        path: Path,
        feeder: Feeder,
        *,
        told: Told,
        shown: Shown = lambda _: nullcontext(_silent),
        settled_s: float = SETTLED_S,
    ) -> None:
        self._path, self._feeder, self._settled_s = path, feeder, settled_s
        self._told, self._shown = told, shown

    async def watch(self) -> None:
        """Feed what comes, for ever, one file after the other in the order of their names. Raises WatchedAlready."""
        with self._alone():
            while True:
                await self.look()
                await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> None:
        """Feed what is there and whole. What cannot be fed now, as the database is away, is left for the next look."""
        for path in list(self._ready()):
            try:
                if fed := await self._feed(path):
                    self._told(fed)
            except FedElsewhere:
                continue
            except Exception as error:
                if not is_away(error):
                    raise
                tell("feed watch", error)
                return

    async def _feed(self, path: Path) -> Fed | None:
        """None where it has to wait."""
        if (known := await self._feeder.known(FedFile.at(path, "csv"))) and known.ended_at:
            return await self._end(path, known)  # it was killed after the end of the feed, before the file was moved
        try:
            file, said = FedFile.at(path, form_of(path.name)), _said(path)
            with self._shown(file) as heard:
                feed = await self._feeder.feed(file, said, heard=heard)
            return None if feed.failure == "replaced" else await self._end(path, feed)
        except NameUnclear as refusal:
            return self._refuse(path, refusal) if _age_s(path) > NOTE_PATIENCE_S else None
        except FedElsewhere:
            raise
        except Refused as refusal:
            return self._refuse(path, refusal)

    async def _end(self, path: Path, feed: FeedView) -> Fed:
        target = self._place(DONE if feed.state == "done" else FAILED, path)
        if feed.bad or feed.failure:
            await self._feeder.write_report(feed, _beside(target, REPORT))
        _move(path, target)
        return Fed(target, feed=feed)

    def _refuse(self, path: Path, refusal: Refused) -> Fed:
        target = self._place(FAILED, path)
        _beside(target, REPORT).write_bytes(refusal_report(refusal))
        _move(path, target)
        return Fed(target, refusal=refusal)

    def _place(self, folder: str, path: Path) -> Path:
        """Where a file goes; under another name if there is one of its name."""
        (into := self._path / folder).mkdir(exist_ok=True)
        target, number = into / path.name, 2
        while target.exists():
            name, dot, ends = path.name.partition(".")
            target, number = into / f"{name}~{number}{dot}{ends}", number + 1
        return target

    def _ready(self) -> Iterator[Path]:
        """The files that are whole, in the order of their names."""
        for path in sorted(self._path.iterdir()):
            is_note = path.suffix == NOTE
            if path.is_file() and not (is_note or path.name.startswith(".") or path.name.endswith(UNFINISHED)):
                note = _beside(path, NOTE)
                if all(_age_s(each) > self._settled_s for each in (path, note) if each.exists()):
                    yield path

    @contextmanager
    def _alone(self) -> Generator[None]:
        """The lock lasts as long as this process."""
        folder = os.open(self._path, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError:
            raise WatchedAlready from None
        finally:
            os.close(folder)


def _silent(_: Progress) -> None:
    """Nobody looks."""


def _said(path: Path) -> Said:
    """Raises NameUnclear or NoteUnclear."""
    note = _beside(path, NOTE)
    return said_by_note(note.read_bytes()) if note.exists() else said_by_name(path.name)


def _move(path: Path, target: Path) -> None:
    """The file goes first: where its note is left behind, it was moved all the same."""
    note = _beside(path, NOTE)
    path.rename(target)
    if note.exists():
        note.rename(_beside(target, NOTE))


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def _age_s(path: Path) -> float:
    return time.time() - path.stat().st_mtime
