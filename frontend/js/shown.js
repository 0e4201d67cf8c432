/**
 * What a live piece was drawn from last. The answer to a tap and the push that follows it are as a rule the same text, and what
 * several events touch is pushed though nothing of it changed; to put it in once more would take as long as the first time.
 */
import { pieceOf, within } from "./afterswap.js";

/** @type {WeakMap<Element, string>} */
let texts = new WeakMap();

document.addEventListener("htmx:after:swap", (event) => {
  const piece = pieceOf(event);
  if (!(piece instanceof Element)) texts = new WeakMap();
  else note(piece, /** @type {CustomEvent<{ ctx: { text: string } }>} */ (event).detail.ctx.text);
});

/**
 * Whether a fragment is what its place was drawn from last, and nothing in it was drawn anew since.
 * @param {Element} element
 * @param {string} html
 */
export function isShown(element, html) {
  return texts.get(element) === html.trim();
}

/**
 * What is around the piece, and what is in it, is another by now.
 * @param {Element} piece
 * @param {string} text
 */
function note(piece, text) {
  for (let around = piece.parentElement; around; around = around.parentElement) texts.delete(around);
  for (const inside of within(piece, "[data-topic]")) texts.delete(inside);
  if (piece.matches("[data-topic]")) texts.set(piece, text.trim());
}
