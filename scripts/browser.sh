#!/bin/sh
# Sees that there is a Chromium for the tests in the browser: the system's, else Playwright's own.
set -eu

has_browser() {
  .venv/bin/python scripts/find_browser.py >/dev/null 2>&1
}

has_browser && exit 0
echo "Installing Chromium for the tests in the browser …"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } >/dev/null 2>&1 || true
fi
has_browser || .venv/bin/playwright install chromium || true
has_browser && exit 0
echo "No Chromium could be installed. Install it by the system's package manager, then run make test again." >&2
exit 1
