/**
 * While somebody picks, the screen stays on: as long as their page takes scans, and is looked at. Where a browser can't, or the
 * battery is low, it goes off as always; `[data-no-awake]` says so where it can't.
 */
import { nowAndAfterSwap, within } from "./afterswap.js";

const PICKING = "[data-mine] [data-scan-form]";
/** A screen does not go off so soon, and a tap is answered by then. */
const SOON = 250;

/** @type {Promise<WakeLockSentinel | undefined> | undefined} */
let held;
let looking = 0;

export function startAwake() {
  nowAndAfterSwap((piece) => {
    for (const note of within(piece, "[data-no-awake]")) note.toggleAttribute("hidden", canHold());
    lookSoon();
  });
  for (const name of ["looks:shown", "live:push"]) document.addEventListener(name, lookSoon);
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", look);
}

function canHold() {
  return "wakeLock" in navigator;
}

/** Not between a change and its painting: whether the form is seen, the page would have to be laid out for twice. */
function lookSoon() {
  looking ||= setTimeout(look, SOON);
}

function look() {
  clearTimeout(looking);
  looking = 0;
  if (!canHold()) return;
  if (!document.hidden && isPicking()) hold();
  else void release();
}

function isPicking() {
  return [...document.querySelectorAll(PICKING)].some((form) => form.checkVisibility?.() ?? true);
}

/** The browser lets go by itself when the page is hidden. */
function hold() {
  held ??= navigator.wakeLock.request("screen").then(
    (sentinel) => {
      sentinel.addEventListener("release", () => (held = undefined));
      return sentinel;
    },
    () => (held = undefined),
  );
}

async function release() {
  const sentinel = held;
  held = undefined;
  await (await sentinel)?.release();
}
