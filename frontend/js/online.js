/**
 * What can be done only with a connection says so where it is done: without one the buttons of `[data-online]` rest, and its
 * `[data-online-why]` is shown. The reasons are in docs/offline.md.
 */
import { nowAndAfterSwap, within } from "./afterswap.js";
import { isAway } from "./reach.js";

export function startOnline() {
  nowAndAfterSwap((piece) => show(piece));
  document.addEventListener("reach", () => show(document));
}

/** @param {Document | Element} piece */
function show(piece) {
  for (const place of within(piece, "[data-online]")) {
    for (const why of place.querySelectorAll("[data-online-why]")) why.toggleAttribute("hidden", !isAway());
    for (const button of place.querySelectorAll("button")) button.disabled = isAway();
  }
}
