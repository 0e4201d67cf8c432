/** How long something can still be undone: `[data-until]` counts down in `[data-seconds]` and goes when it is over. */
import { nowAndAfterSwap, within } from "./afterswap.js";
import { serverNow } from "./clock.js";

export function startUndo() {
  nowAndAfterSwap(showAll);
  setInterval(() => showAll(document), 1_000);
}

/** @param {Document | Element} piece */
function showAll(piece) {
  for (const element of within(piece, "[data-until]")) {
    const left = Math.ceil((Date.parse(element.getAttribute("data-until") ?? "") - serverNow()) / 1_000);
    element.toggleAttribute("hidden", left <= 0);
    const figure = element.querySelector("[data-seconds]");
    if (figure && left > 0) figure.textContent = String(left);
  }
}
