/** Where what went wrong is said: beside the form that asked for it, or in the page's own place. */
import { word } from "./words.js";

/** By then a look is taken away, in ms. */
const BACK = 500;

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  if (event.target.closest("[data-dismiss]")) clear();
  event.target.closest("[data-scan-form] > [data-error]")?.replaceChildren();
});

/**
 * The place for a message about an element.
 * @param {Element} source
 * @returns {Element}
 */
export function placeOf(source) {
  const own = source.closest("form, dialog")?.querySelector("[data-error]");
  if (own && !own.closest("dialog:not([open]), [hidden]")) return own;
  return document.querySelector("[data-messages]") ?? document.body;
}

/**
 * The place for the refusal of what was shown as done: its form is there again in a moment, unless the order went on.
 * @param {Element} source
 * @returns {Element}
 */
export function placeAfterLook(source) {
  const own = source.closest("form")?.querySelector("[data-error]");
  if (!own || own.closest("dialog:not([open])")) return placeOf(source);
  setTimeout(() => own.closest("[hidden]") && placeOf(source).replaceChildren(...own.childNodes), BACK);
  return own;
}

/** @param {Element} [place] */
export function clear(place = document.querySelector("[data-messages]") ?? undefined) {
  place?.replaceChildren();
}

/**
 * Say that a command did not arrive, and offer to send it again.
 * @param {Element} place
 * @param {() => void} again
 */
export function sayUnsent(place, again) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet";
  button.textContent = word("again");
  button.addEventListener("click", again, { once: true });
  place.replaceChildren(paragraph(word("unsent")), button);
}

/**
 * Say something that the server did not say itself.
 * @param {Element} place
 * @param {string} text
 */
export function say(place, text) {
  place.replaceChildren(paragraph(text));
}

/** @param {string} text */
function paragraph(text) {
  const element = document.createElement("p");
  element.className = "message error";
  element.textContent = text;
  return element;
}
