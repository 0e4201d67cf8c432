"""What is tapped is large enough for a gloved finger: 44 pixels each way."""

from playwright.async_api import Page

SMALL = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter((each) => each.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .filter((each) => !each.closest(".whole, .reach, .skip, .visually-hidden"))
    .filter((each) => getComputedStyle(each).display !== "inline")
    .map((each) => [each, (each.closest("label") ?? each).getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && (box.width < 43.5 || box.height < 43.5))
    .map(([each, box]) => `${Math.round(box.width)} × ${Math.round(box.height)}: ${each.outerHTML.slice(0, 90)}`)"""
"""Not what is reached by more than its box (see sheet.css), nor a link within a sentence."""


async def small_targets(page: Page) -> list[str]:
    """What a finger would miss."""
    return [f"small target, {found}" for found in await page.evaluate(SMALL)]
