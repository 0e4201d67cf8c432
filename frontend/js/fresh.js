/**
 * What becomes untrue by time alone, like "open now": `data-true-until` says when, and then the page is drawn anew.
 * The pause is uneven, so that the phones of a whole town don't ask in the same second.
 */
import { nowAndAfterSwap, within } from "./afterswap.js";
import { serverNow } from "./clock.js";
import { refresh } from "./refresh.js";

const SPREAD = 20_000;
const RETRY = 30_000;

let timer = 0;

export function startFresh() {
  nowAndAfterSwap((piece) => hasEnd(piece) && schedule());
}

/** @param {Document | Element} piece */
function hasEnd(piece) {
  return piece === document || within(piece, "[data-true-until]").length > 0;
}

function schedule() {
  clearTimeout(timer);
  const ends = [...document.querySelectorAll("[data-true-until]")].map((element) => endOf(element));
  if (ends.length) timer = setTimeout(renew, Math.max(0, Math.min(...ends) - serverNow()) + Math.random() * SPREAD);
}

async function renew() {
  if (!(await refresh())) timer = setTimeout(renew, RETRY);
}

/** @param {Element} element */
function endOf(element) {
  return Date.parse(element.getAttribute("data-true-until") ?? "");
}
