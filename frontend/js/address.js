/**
 * The address of what is shown: where a piece of the page that was fetched has an address of its own (`data-address`), it
 * becomes the page's, so that a reload, the way back and a colleague see the same.
 */
import { nowAndAfterSwap, within } from "./afterswap.js";

export function startAddress() {
  nowAndAfterSwap(follow);
}

/** @param {Document | Element} piece */
function follow(piece) {
  const address = within(piece, "[data-address]")[0]?.getAttribute("data-address");
  if (address && address !== location.pathname + location.search) history.replaceState(history.state, "", address);
}
