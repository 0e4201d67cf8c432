"""Real barcodes, drawn by a library, for cameras to look at."""

import json
import subprocess
from pathlib import Path

from playwright.async_api import Browser

FRONTEND = Path(__file__).parents[1] / "frontend"
NODE = FRONTEND.parent / ".venv" / "bin" / "node"
DRAW = "import bwip from 'bwip-js'; console.log(bwip.toSVG({}));"
SIZES = {"ean13": "height: 60vh", "upca": "height: 60vh"}
SQUARE = "height: 70vh"


def drawn(kind: str, text: str) -> str:
    """A barcode as SVG; kinds are those of BWIPP, like `ean13` or `gs1datamatrix`."""
    options = json.dumps({"bcid": kind, "text": text, "scale": 4})
    command = [NODE, "--input-type=module", "--eval", DRAW.format(options)]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=FRONTEND).stdout


async def show(chromium: Browser, camera: Path, kind: str, text: str) -> None:
    """Hold a barcode before the cameras."""
    page = await chromium.new_page(viewport={"width": 1280, "height": 720})
    style = f"body {{ display: grid; place-items: center; block-size: 95vh }} svg {{ {SIZES.get(kind, SQUARE)} }}"
    await page.set_content(f"<style>{style}</style>{drawn(kind, text)}")
    camera.write_bytes(await page.screenshot(type="jpeg", quality=95))
    await page.close()
