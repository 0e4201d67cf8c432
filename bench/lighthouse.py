"""What Lighthouse says of a screen, on a tablet as bench `screen` has it."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.ground import ROOT, figure, say
from e2e.browsers import FIND

CATEGORIES = {
    "performance": "lighthouse_performance",
    "accessibility": "lighthouse_accessibility",
    "best-practices": "lighthouse_best_practices",
}
TABLET = (
    "--form-factor=mobile",
    "--screenEmulation.mobile",
    "--screenEmulation.width=1024",
    "--screenEmulation.height=768",
    "--screenEmulation.deviceScaleFactor=1",
    "--throttling-method=devtools",
    "--throttling.cpuSlowdownMultiplier=4",
    "--throttling.requestLatencyMs=165",
    "--throttling.downloadThroughputKbps=8100",
    "--throttling.uploadThroughputKbps=1350",
    "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
)


async def score(url: str, *, cookie: str, rows: int) -> None:
    """Report the three scores of a page, of 100 each, and name what cost points."""
    report = await asyncio.to_thread(_audit, url, cookie)
    for category, name in CATEGORIES.items():
        figure("screen", name, 100 * report["categories"][category]["score"], "1", params={"rows": rows})
    for complaint in _complaints(report):
        say(complaint)


def _audit(url: str, cookie: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        headers, output = Path(folder, "headers.json"), Path(folder, "report.json")
        headers.write_text(json.dumps({"Cookie": cookie}))
        command = [ROOT / "frontend/node_modules/.bin/lighthouse", url, "--quiet", "--output=json", *TABLET]
        command += [f"--output-path={output}", f"--extra-headers={headers}"]
        command += [f"--only-categories={','.join(CATEGORIES)}"]
        subprocess.run(command, check=True, env=_environment(), stdout=sys.stderr)
        return json.loads(output.read_text())


def _environment() -> dict[str, str]:
    """Node is in the virtual environment; Chromium is that of the tests."""
    found = subprocess.run([sys.executable, FIND], check=True, capture_output=True, text=True).stdout.strip()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "CHROME_PATH": found}


def _complaints(report: dict[str, Any]) -> list[str]:
    audits = {name: report["audits"][name] for name in _weighed(report)}
    return [
        f"  {name}: {audit['score']} {audit.get('displayValue', audit['title'])}"
        for name, audit in audits.items()
        if audit["score"] is not None and audit["score"] < 1
    ]


def _weighed(report: dict[str, Any]) -> set[str]:
    references = [each for category in report["categories"].values() for each in category["auditRefs"]]
    return {each["id"] for each in references if each["weight"]}
