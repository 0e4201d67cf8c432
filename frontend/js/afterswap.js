/** What must be done again when a piece of the page was replaced. */

/**
 * Call `work` now for the whole document, and after every swap, before the browser paints, for the piece that changed: a
 * long queue changes row by row, and looking through all of it for each would keep the page from answering.
 * @param {(piece: Document | Element, event?: Event) => void} work
 */
export function nowAndAfterSwap(work) {
  document.addEventListener("htmx:after:swap", (event) => work(pieceOf(event), event));
  work(document);
}

/**
 * The elements of a piece that a selector means, itself included.
 * @param {Document | Element} piece
 * @param {string} selector
 */
export function within(piece, selector) {
  const inside = [.../** @type {NodeListOf<HTMLElement>} */ (piece.querySelectorAll(selector))];
  return piece instanceof HTMLElement && piece.matches(selector) ? [piece, ...inside] : inside;
}

/**
 * What a swap morphed; of any other kind of swap only the document is left for certain.
 * @param {Event} event
 */
export function pieceOf(event) {
  const { ctx } = /** @type {CustomEvent<{ ctx?: { target?: Element | string, swap?: string } }>} */ (event).detail;
  const target = ctx?.target;
  return ctx?.swap === "outerMorph" && target instanceof Element && target.isConnected ? target : document;
}
