/**
 * What waits to be sent, said on every page: how much (`[data-outbox-count]`, and `[data-outbox-told]` where it cannot be
 * tapped), and what, in the dialog `#outbox`, whose rows are copies of its template. What was sent from an earlier page is
 * shown as it is answered.
 */
import htmx from "htmx.org";
import { nowAndAfterSwap, within } from "../afterswap.js";
import { showLooks, startLooks } from "../looks/show.js";
import { refresh } from "../refresh.js";
import { word } from "../words.js";
import { startKept } from "./kept.js";
import { startLeaving } from "./leaving.js";
import { forget, hurry, stalled, startOutbox, stateOfOutbox, toShow, unanswered } from "./outbox.js";

/** @typedef {import("./store.js").Command} Command */
/** @typedef {{ status: number, text: string }} Answer */

const RESTS = 300;
let refreshing = 0;

export function startWaiting() {
  startLooks(toShow);
  startKept();
  startLeaving();
  document.addEventListener("outbox", show);
  document.addEventListener("reach", show);
  document.addEventListener("outbox:answer", (event) => answered(/** @type {CustomEvent<Answer>} */ (event).detail));
  document.addEventListener("click", (event) => click(event));
  nowAndAfterSwap((piece) => write(piece));
  void startOutbox();
}

function show() {
  showLooks();
  write(document);
}

/** @param {Document | Element} piece */
function write(piece) {
  const waiting = stalled();
  for (const element of within(piece, "[data-outbox-count], [data-outbox-told]")) {
    element.toggleAttribute("hidden", !waiting.length);
    const label = element.querySelector("[data-label]") ?? element;
    label.textContent = word(stateOfOutbox() === "sign-in" ? "unsent-sign-in" : "unsent-count", { n: waiting.length });
  }
  for (const link of within(piece, "[data-unsent-sign-in]"))
    link.toggleAttribute("hidden", stateOfOutbox() !== "sign-in");
  for (const list of within(piece, "[data-outbox]")) fill(list, waiting);
}

/**
 * @param {HTMLElement} list
 * @param {Command[]} waiting
 */
function fill(list, waiting) {
  const row = list.querySelector("template");
  if (!(row instanceof HTMLTemplateElement)) return;
  list.replaceChildren(row, ...waiting.map((command) => rowOf(row, command)));
}

/**
 * @param {HTMLTemplateElement} template
 * @param {Command} command
 */
function rowOf(template, { key, at, words, sentence = "" }) {
  const row = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const time = new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const texts = { time, words, sentence };
  for (const [name, text] of Object.entries(texts)) {
    const slot = row.querySelector(`[data-slot="${name}"]`);
    if (slot) slot.textContent = text;
  }
  const button = row.querySelector("[data-forget]");
  button?.setAttribute("data-forget", key);
  button?.toggleAttribute("hidden", !sentence);
  return row;
}

/** @param {Event} event */
function click({ target }) {
  if (!(target instanceof Element)) return;
  const understood = target.closest("[data-forget]");
  if (understood) void forget(understood.getAttribute("data-forget") ?? "");
  if (target.closest("[data-send-now]")) hurry();
}

/**
 * The answer to a command of an earlier page: shown where the page has its place, else the page is drawn anew when no
 * more answers come.
 * @param {Answer} answer
 */
async function answered({ status, text }) {
  const piece = status < 300 ? new DOMParser().parseFromString(text, "text/html").body.firstElementChild : null;
  const target = piece?.id ? document.getElementById(piece.id) : null;
  if (target) await htmx.swap({ sourceElement: target, target, swap: "outerMorph", text });
  clearTimeout(refreshing);
  refreshing = setTimeout(() => unanswered().length || void refresh(), RESTS);
}
