/** What must be done again when a piece of the page was replaced. */

/**
 * Call `work` now, and after every swap before the browser paints.
 * @param {(event?: Event) => void} work
 */
export function nowAndAfterSwap(work) {
  document.addEventListener("htmx:after:swap", work);
  work();
}
