/**
 * What a swap leaves alone, and what it marks.
 *
 * - An open `<details>` or `<dialog>` stays open: that is the reader's, not the server's.
 * - A fragment that is older than what is shown (the slow answer to a tap, overtaken by a push) is dropped.
 * - Elements with `data-key` that are new, or whose `data-version` changed, are `.changed` for a moment; a whole
 *   fragment never is, and a figure (`data-figure`) not because it is new.
 */
import htmx from "htmx.org";
import { pieceOf, within } from "./afterswap.js";

const MOMENT = 2_400;

htmx.registerExtension("marks", {
  /** @type {(element: Element, detail: { attrName: string }) => boolean} */
  htmx_before_morph_attr: (element, { attrName }) => !(attrName === "open" && element.matches("details, dialog")),
});

/** @type {Map<Element, number>} the marked elements and the timers that will unmark them */
const marked = new Map();
/** @type {Map<string, string | undefined> | undefined} */
let before;

document.addEventListener("htmx:before:swap", (event) => {
  const { tasks } = /** @type {CustomEvent<{ tasks: { target: Element | string, fragment: DocumentFragment }[] }>} */ (
    event
  ).detail;
  for (const task of tasks.filter(isOvertaken)) tasks.splice(tasks.indexOf(task), 1);
  before = new Map(keyed(pieceOf(event)).map(({ dataset: { key = "", version } }) => [key, version]));
});

document.addEventListener("htmx:after:swap", (event) => {
  for (const element of marked.keys()) element.classList.add("changed");
  for (const element of keyed(pieceOf(event))) if (isNews(element)) mark(element);
});

/** @param {{ target: Element | string, fragment: DocumentFragment }} task */
function isOvertaken({ target, fragment }) {
  const next = fragment.firstElementChild;
  if (!(target instanceof HTMLElement) || !(next instanceof HTMLElement) || next.id !== target.id) return false;
  return Number(next.dataset.version) < Number(target.dataset.version);
}

/** @param {Document | Element} piece */
function keyed(piece) {
  return within(piece, "[data-key]:not([data-topic])");
}

/** @param {HTMLElement} element */
function isNews({ dataset: { key = "", version, figure } }) {
  if (!before?.has(key)) return before !== undefined && figure === undefined;
  return before.get(key) !== version;
}

/** @param {Element} element */
function mark(element) {
  clearTimeout(marked.get(element));
  element.classList.add("changed");
  marked.set(
    element,
    setTimeout(() => unmark(element), MOMENT),
  );
}

/** @param {Element} element */
function unmark(element) {
  marked.delete(element);
  element.classList.remove("changed");
}
