/**
 * Shows what is true and what waits: each scope's facts are those of the server, changed by every command that it has not
 * answered yet. It is worked out anew from both whenever one of them changes, so that nothing has to be taken back: when a
 * command is answered, or refused, what it changed is simply no longer added.
 *
 * - `data-when="left"` is hidden where the condition does not hold
 * - `data-says="picked"` says a fact
 * - `data-as="state"` holds the piece that the page keeps for a fact's value: `<template data-piece="state:picked">`
 * - `data-mirrors="value:picked data-state:state"` has facts as attributes
 *
 * `unsent` is a fact of every scope: how many commands about it wait because the server is not reached.
 */
import { nowAndAfterSwap } from "../afterswap.js";
import { changed, holds, settled } from "./language.js";
import { scopesOf, truthOf } from "./scopes.js";

/** @typedef {import("./language.js").Facts} Facts */
/** @typedef {import("./scopes.js").Look & { isStalled: boolean }} Pending */

const BOUND = "[data-when], [data-says], [data-as], [data-mirrors]";
/** @type {() => Pending[]} */
let pendings = () => [];
/** @type {Set<string>} */
let touched = new Set();
/** @type {WeakMap<Element, { value: string, html: Node[] }>} what the server drew where a piece stands now */
const drawn = new WeakMap();

/** @param {() => Pending[]} waiting the commands that were not answered yet, in order */
export function startLooks(waiting) {
  pendings = waiting;
  nowAndAfterSwap(() => showLooks());
}

/** Show all scopes that a waiting command is about, or was about a moment ago. */
export function showLooks() {
  const waiting = pendings();
  const now = new Set(waiting.flatMap(({ abouts }) => abouts));
  const all = new Set([...now, ...touched]);
  touched = now;
  if (!all.size) return;
  /** @type {Map<Element, Facts>} */
  const known = new Map();
  for (const about of all) for (const scope of scopesOf(about)) known.set(scope, factsOf(scope, waiting));
  for (const element of boundIn(known.keys())) show(element, factsAt(element, known));
  document.dispatchEvent(new Event("looks:shown"));
}

/**
 * @param {HTMLElement} scope
 * @param {Pending[]} waiting
 */
function factsOf(scope, waiting) {
  const { about = "", then = "" } = scope.dataset;
  const own = waiting.filter(({ abouts }) => abouts.includes(about));
  const facts = own.reduce((now, { look, fields }) => settled(changed(now, look, fields), then), truthOf(scope));
  return { ...facts, unsent: own.filter(({ isStalled }) => isStalled).length };
}

/** @param {Iterable<Element>} scopes */
function boundIn(scopes) {
  const all = [...scopes].flatMap((scope) => [scope, ...scope.querySelectorAll(BOUND)]);
  return /** @type {Set<HTMLElement>} */ (new Set(all.filter((element) => element.matches(BOUND))));
}

/**
 * Everything known at an element: the nearest scope wins.
 * @param {Element} element
 * @param {Map<Element, Facts>} known
 * @returns {Facts}
 */
function factsAt(element, known) {
  const scope = element.closest("[data-facts]");
  if (!scope) return {};
  const own = known.get(scope) ?? truthOf(scope);
  known.set(scope, own);
  return { ...(scope.parentElement ? factsAt(scope.parentElement, known) : {}), ...own };
}

/**
 * @param {HTMLElement} element
 * @param {Facts} facts
 */
function show(element, facts) {
  const { when, says, as, mirrors = "" } = element.dataset;
  if (when !== undefined) element.toggleAttribute("hidden", !holds(when, facts));
  if (says !== undefined) say(element, facts[says] ?? "");
  if (as !== undefined) put(element, `${as}:${facts[as]}`);
  for (const [name = "", fact = ""] of mirrors.split(" ").map((pair) => pair.split(":"))) {
    if (name && element.getAttribute(name) !== String(facts[fact])) element.setAttribute(name, String(facts[fact]));
  }
}

/**
 * @param {HTMLElement} element
 * @param {string | number} value
 */
function say(element, value) {
  const text = typeof value === "number" ? written(value) : value;
  if (element.textContent !== text) element.textContent = text;
}

/**
 * A number as people write it; to ask the browser how takes longer than all else here, and below a thousand it is known.
 * @param {number} value
 */
function written(value) {
  const isShort = Number.isInteger(value) && value >= 0 && value < 1_000;
  return isShort ? String(value) : value.toLocaleString(document.documentElement.lang);
}

/**
 * @param {HTMLElement} element
 * @param {string} piece
 */
function put(element, piece) {
  const now = element.dataset.piece ?? element.dataset.drawn;
  if (now === piece) return;
  const kept = document.querySelector(`template[data-piece="${CSS.escape(piece)}"]`);
  if (now === element.dataset.drawn) drawn.set(element, { value: now ?? "", html: [...element.childNodes] });
  const own = drawn.get(element);
  if (own?.value === piece) element.replaceChildren(...own.html);
  else if (kept instanceof HTMLTemplateElement) element.replaceChildren(kept.content.cloneNode(true));
  else return;
  element.dataset.piece = piece;
}
