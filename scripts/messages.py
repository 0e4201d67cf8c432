"""`make messages`: bring the French catalogue in line with what templates and code say to people.

New messages come in without a translation, those that nobody says any more go. It does not say where they
stand, so that the file changes only where words do.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
SOURCES = (("backend/comptoir", [("**.py", "python")]), ("frontend/templates", [("**", "jinja2")]))
FRENCH = ROOT / "frontend" / "locales" / "fr" / "LC_MESSAGES" / "comptoir.po"


def extracted() -> Catalog:
    """Every message that is marked in the sources."""
    catalog = Catalog(project="Comptoir")
    for folder, method_map in SOURCES:
        for file, _, message, comments, context in _messages(ROOT / folder, method_map):
            catalog.add(message, locations=[(f"{folder}/{file}", 0)], auto_comments=comments, context=context)
    return catalog


def kept(file: Path) -> Catalog:
    """A catalogue as it is kept."""
    with file.open("rb") as opened:
        return read_po(opened, locale="fr")


def brought_in_line(catalog: Catalog) -> Catalog:
    """The catalogue with the messages of today."""
    catalog.update(extracted(), no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
    return catalog


def write(catalog: Catalog, file: Path) -> None:
    """Keep a catalogue."""
    with file.open("wb") as opened:
        write_po(opened, catalog, width=120, sort_output=True, ignore_obsolete=True, no_location=True)


def _messages(folder: Path, method_map: list[tuple[str, str]]) -> Iterable[Any]:
    options = {"**": {"newstyle_gettext": "true", "silent": "false"}}
    return extract_from_dir(folder, method_map, options, DEFAULT_KEYWORDS, comment_tags=("Translators:",))


if __name__ == "__main__":
    write(brought_in_line(kept(FRENCH)), FRENCH)
