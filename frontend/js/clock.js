/**
 * Time left to the promise, in `<time datetime="…" data-countdown>`, and how urgent that is, as `data-urgency` of the
 * closest `[data-key]`. The template writes the same at first; here it is kept true, by the server's clock.
 */
import { nowAndAfterSwap, within } from "./afterswap.js";
import { word } from "./words.js";

const TICK = 10_000;
/** So many are written at once; a queue of hundreds would keep the page from answering. */
const AT_ONCE = 40;
/** Clocks never agree to the second: what was promised for 15 minutes begins with 15, not with 16. */
const SLACK = 1_500;
/** Up to so many minutes left. */
const URGENCIES = /** @type {const} */ ([
  [0, "late"],
  [20, "urgent"],
  [60, "soon"],
  [Infinity, "calm"],
]);

const COUNTDOWN = "time[data-countdown]";

let ahead = 0;

/** Learn the server's time from `data-now` of the body, and keep the countdowns. */
export function startClock() {
  const now = Date.parse(document.body.dataset.now ?? "");
  ahead = Number.isNaN(now) ? 0 : now - answeredAt();
  nowAndAfterSwap(refreshAll);
  setTimeout(tick, TICK - (serverNow() % TICK));
}

/** When the page began to come, by the clock of this device: nearest to when the server wrote its own time into it. */
function answeredAt() {
  const [page] = performance.getEntriesByType("navigation");
  return page instanceof PerformanceNavigationTiming ? performance.timeOrigin + page.responseStart : Date.now();
}

/** The time by the server's clock, in ms. */
export function serverNow() {
  return Date.now() + ahead;
}

async function tick() {
  const all = /** @type {HTMLTimeElement[]} */ (within(document, COUNTDOWN));
  for (let from = 0; from < all.length; from += AT_ONCE) {
    for (const element of all.slice(from, from + AT_ONCE)) show(element);
    await new Promise((resume) => setTimeout(resume));
  }
  setTimeout(tick, TICK - (serverNow() % TICK));
}

/** @param {Document | Element} piece */
function refreshAll(piece) {
  for (const element of within(piece, COUNTDOWN)) show(/** @type {HTMLTimeElement} */ (element));
}

/** @param {HTMLTimeElement} element */
function show(element) {
  const left = Date.parse(element.dateTime) - serverNow();
  write(element, left > 0 ? duration(left) : word("late", { time: duration(-left) }));
  const urgency = URGENCIES.find(([limit]) => left <= limit * 60_000)?.[1] ?? "calm";
  const row = element.closest("[data-key]");
  if (row?.getAttribute("data-urgency") !== urgency) row?.setAttribute("data-urgency", urgency);
}

/** @param {number} span in ms; a minute that has begun counts, so that it never says 0 */
function duration(span) {
  const minutes = Math.max(1, Math.ceil((span - SLACK) / 60_000));
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return word("days", { d: Math.floor(hours / 24), h: hours % 24 });
  if (hours) return word("hours", { h: hours, m: String(minutes % 60).padStart(2, "0") });
  return word("minutes", { m: minutes });
}

/**
 * Figures large, words small.
 * @param {HTMLElement} element
 * @param {string} text
 */
function write(element, text) {
  if (element.textContent === text) return;
  element.replaceChildren(
    ...text
      .split(/(\d+)/)
      .filter(Boolean)
      .map((part) => (/\d/.test(part) ? bold(part) : part)),
  );
}

/** @param {string} text */
function bold(text) {
  const element = document.createElement("b");
  element.textContent = text;
  return element;
}
