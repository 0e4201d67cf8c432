"""axe-core: whether a page can be used by everybody (WCAG 2.2 AA, and good practice)."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import Page

AXE = Path(__file__).parents[1] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = """tags => axe.run(document.querySelector("[data-menu][open]") ?? document,
  { runOnly: tags, resultTypes: ["violations"] })"""
"""An open menu is looked at by itself: what it half covers would count as too small."""


async def violations(page: Page) -> list[str]:
    """What is wrong with the page as it is now: rule, element, and what to do."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_axe())
    result: dict[str, Any] = await page.evaluate(RUN, list(TAGS))
    return [_told(rule, node) for rule in result["violations"] for node in rule["nodes"]]


def _told(rule: dict[str, Any], node: dict[str, Any]) -> str:
    return f"{rule['id']}: {node['html']} {node.get('failureSummary', '')}"


@cache
def _axe() -> str:
    return AXE.read_text()
