/**
 * Whether the server is reached, as far as anybody here knows: what the line, the browser and the last command said.
 * Who wants to know of a change listens to `reach` on the document.
 */

let away = !navigator.onLine;

addEventListener("offline", () => noteReach(false));

/** @param {boolean} isReached */
export function noteReach(isReached) {
  if (away !== isReached) return;
  away = !isReached;
  document.dispatchEvent(new Event("reach"));
}

/** Whether nothing can be sent at the moment. */
export function isAway() {
  return away;
}
