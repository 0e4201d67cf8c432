"""What a page complains about: its console, its policy, what was not found, what the server could not answer."""

import re

from playwright.async_api import BrowserContext, ConsoleMessage, Page, Response

REFUSED = re.compile(r"the server responded with a status of 4\d\d")
"""The console repeats every refusal that a person sees on the page; those are no faults."""

LEFT_OUT = (
    "Service Worker registration blocked by Playwright",
    "WebSocket is closed before the connection is established",
)
"""Most tests are of the server's pages as they come; and a page may be left, or closed, while it still connects."""


class Watch:
    """Listens to all pages of a browser. What a test brings about itself is forgiven, by a part of its text."""

    def __init__(self, context: BrowserContext) -> None:
        self._heard: list[str] = []
        self._forgiven: list[str] = []
        context.on("page", self._listen)

    def forgive(self, *parts: str) -> None:
        self._forgiven.extend(parts)

    def take(self) -> list[str]:
        """The complaints so far, which are then forgotten."""
        found = self.complaints
        self._heard.clear()
        return found

    @property
    def complaints(self) -> list[str]:
        return [text for text in self._heard if not any(part in text for part in self._forgiven)]

    def _listen(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._heard.append(f"{page.url}: {error}"))
        page.on("response", self._look)

    def _hear(self, message: ConsoleMessage) -> None:
        is_usual = REFUSED.search(message.text) or any(part in message.text for part in LEFT_OUT)
        if message.type in ("error", "warning") and not is_usual:
            self._heard.append(f"{message.page.url if message.page else ''}: {message.text}")

    def _look(self, response: Response) -> None:
        is_page = response.request.method == "GET" and response.request.resource_type == "document"
        if response.status >= (400 if is_page else 500):
            self._heard.append(f"{response.request.method} {response.url}: {response.status}")
