"""What docs/wms.md says is true: its commands are served, its refusals exist, and none is left out."""

import re
from pathlib import Path

from comptoir.app import create_app
from comptoir.fulfilment.rules import METHODS, MOVES
from comptoir.kit.errors import Refused
from comptoir.webhooks.rules.types import TYPES
from tests.api.document import DOCUMENT

assert create_app

DOCS = (Path(__file__).parents[2] / "docs" / "wms.md").read_text()
PATHS = {"P": "/api/preparations/{preparation_id}", "T": "/api/transfers/{transfer_id}", "B": "/api"}
IDS = re.compile(r"/01a2…|/1(?=/)")


def slugs() -> set[str]:
    """The types of all refusals that the program knows."""
    return {kind.slug for kind in kinds(Refused)} | {"bad-request"}


def kinds(of: type[Refused]) -> list[type[Refused]]:
    return [each for kind in of.__subclasses__() for each in (kind, *kinds(kind))]


def test_every_command_of_the_examples_is_served() -> None:
    served = {re.sub(r"{\w+}", "{}", path) for path in DOCUMENT["paths"]}
    asked = re.findall(r"(?:ask|tell) \"?\$([PTB])(/[^\s?\"]*)?", DOCS)
    assert len(asked) > 20
    for letter, rest in asked:
        path = re.sub(r"{\w+}", "{}", PATHS[letter] + IDS.sub("/{}", rest))
        assert re.sub(r"/label/(pdf|zpl)", "/label/{}", path) in served


def test_every_command_is_in_the_table() -> None:
    commands = {
        path.rsplit("/", 1)[1] for path in DOCUMENT["paths"] if path.startswith("/api/preparations/{preparation_id}/")
    }
    table = DOCS.split("## Do it")[1].split("### Take")[0]
    assert commands - {"{kind}"} <= set(re.findall(r"`([a-z-]+)`", table))
    assert {"ship", "send", "ready"} <= set(METHODS) <= {move for moves in MOVES.values() for move in moves}


def test_every_refusal_of_the_table_exists() -> None:
    table = DOCS.split("## Retries and errors")[1].split("## Before")[0]
    named = {
        slug
        for row in re.findall(r"^\| \d+ \| (.*?) \|", table, re.MULTILINE)
        for slug in re.findall(r"`([a-z-]+)`", row)
    }
    assert len(named) > 30
    assert named <= slugs()


def test_every_type_of_message_that_is_advised_exists() -> None:
    advised = set(re.findall(r"[\"`]((?:preparation|transfer|parcel)\.[a-z]+)[\"`]", DOCS))
    assert len(advised) > 8
    assert advised <= set(TYPES)
