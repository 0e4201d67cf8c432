/**
 * Pieces that a page fetches by itself (`data-quiet`), like the count that rings: what the network lost is asked for
 * again, until it comes or the piece is gone.
 */
import htmx from "htmx.org";

const PAUSE = 3_000;

/** @typedef {{ sourceElement: HTMLElement, request: { action: string }, response?: { raw: Response } }} Context */

for (const name of ["htmx:error", "htmx:after:request"]) {
  document.addEventListener(name, (event) => {
    const { ctx } = /** @type {CustomEvent<{ ctx?: Context }>} */ (event).detail;
    if (ctx?.sourceElement?.hasAttribute("data-quiet") && isLost(ctx)) setTimeout(() => ask(ctx), PAUSE);
  });
}

/**
 * Whether nothing came, or a server that was not itself; what it refuses, it will refuse again.
 * @param {Context} ctx
 */
function isLost({ response }) {
  return !response || response.raw.status >= 500;
}

/** @param {Context} ctx */
function ask({ sourceElement, request }) {
  if (!sourceElement.isConnected) return;
  void htmx.ajax("GET", request.action, { source: sourceElement, target: sourceElement, swap: "outerHTML" });
}
