/**
 * What is mine. A pushed fragment is the same for everybody, so it says who holds what (`data-holder`), and the page
 * says who looks (`data-staff` of the body); here the two meet, as `data-mine` for the style sheet.
 */
import { nowAndAfterSwap, within } from "./afterswap.js";

export function startMine() {
  nowAndAfterSwap(markMine);
  document.addEventListener("looks:shown", () => markMine(document));
}

/** @param {Document | Element} piece */
function markMine(piece) {
  const staff = document.body.dataset.staff;
  for (const element of within(piece, "[data-holder]")) {
    element.toggleAttribute("data-mine", Boolean(staff) && element.getAttribute("data-holder") === staff);
  }
}
