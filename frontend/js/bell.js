/**
 * What calls people: the sound for new work, how much nobody has seen yet (`[data-unseen]`), and how much nobody has
 * taken yet, in the window's title. It listens to the first `[data-rings]` element: the count in the header, which is
 * on every screen of the store.
 */
import { nowAndAfterSwap, within } from "./afterswap.js";
import { word } from "./words.js";

const CALLS = ["PreparationOpened", "PreparationRang"];
let unseen = 0;

/** @param {() => void} ring */
export function startBell(ring) {
  document.addEventListener("live:push", (event) => {
    const { topic, names } = /** @type {CustomEvent<{ topic: string, names: string[] }>} */ (event).detail;
    const calls = names.filter((name) => CALLS.includes(name));
    if (topic !== bell()?.dataset.topic || !calls.length) return;
    unseen += calls.filter((name) => name === "PreparationOpened").length;
    ring();
    show();
  });
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, look);
  nowAndAfterSwap((piece) => show(piece));
}

/** Somebody is at the screen, and has seen what there is. */
function look() {
  if (!unseen) return;
  unseen = 0;
  show();
}

function bell() {
  return /** @type {HTMLElement | null} */ (document.querySelector("[data-rings]"));
}

/** @param {Document | Element} [piece] */
function show(piece = document) {
  const waiting = Number(bell()?.dataset.count ?? 0);
  const title = document.title.replace(/^\(\d+\) /, "");
  document.title = waiting ? `(${waiting}) ${title}` : title;
  for (const element of within(piece, "[data-unseen]")) {
    element.toggleAttribute("hidden", !unseen);
    element.textContent = unseen ? word("new-work", { n: unseen }) : "";
  }
}
