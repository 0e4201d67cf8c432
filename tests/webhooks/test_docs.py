"""What docs/webhooks.md says is true: its code verifies our messages, and it knows every type."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from comptoir.webhooks.rules.signing import signed, written
from comptoir.webhooks.rules.types import TYPES

DOCS = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text()
NODE = Path(sys.executable).with_name("node")
NEW, OLD = b"n" * 32, b"o" * 32
BODY = '{"type":"ping","data":{"name":"Comté"}}'
TRIALS: list[tuple[bytes, dict[str, str], str, bool]] = [
    (NEW, {}, BODY, True),
    (OLD, {}, BODY, True),
    (b"x" * 32, {}, BODY, False),
    (NEW, {}, BODY + " ", False),
    (NEW, {"webhook-id": "evt_2"}, BODY, False),
    (NEW, {"webhook-timestamp": "1"}, BODY, False),
    (NEW, {"webhook-signature": "v1,"}, BODY, False),
]


def headers() -> dict[str, str]:
    """Of a message that is sent just now."""
    return signed("evt_1", BODY.encode(), secrets=[NEW, OLD], at=datetime.now(UTC))


def code(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", DOCS, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize(("secret", "changed", "body", "genuine"), TRIALS)
def test_the_python_verifies(secret: bytes, changed: dict[str, str], body: str, genuine: bool) -> None:
    names: dict[str, Any] = {}
    exec(code("python"), names)
    try:
        names["verify"](written(secret), headers() | changed, body.encode())
        assert genuine
    except ValueError:
        assert not genuine


def test_the_javascript_verifies() -> None:
    trials = [[written(secret), headers() | changed, body] for secret, changed, body, _ in TRIALS]
    script = f"""{code("js")}
        for (const trial of {json.dumps(trials)}) {{
            try {{ verify(...trial); console.log(true); }} catch (error) {{ console.log(false); }}
        }}"""
    said = subprocess.run([NODE, "--input-type=module"], input=script, capture_output=True, text=True, check=True)
    assert [json.loads(line) for line in said.stdout.split()] == [genuine for *_, genuine in TRIALS]


def test_every_type_is_described() -> None:
    assert tuple(re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", DOCS, re.MULTILINE)) == TYPES
