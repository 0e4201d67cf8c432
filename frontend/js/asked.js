/**
 * What a dialog asks the server about the thing that it was opened for: the opener's `data-asks` says where, and
 * `[data-asked]` of the dialog shows the answer. Without a connection it says so itself (`data-away`), since all else in
 * the dialog can be done without.
 */
import htmx from "htmx.org";
import { isAway } from "./reach.js";

/**
 * @param {HTMLDialogElement} dialog
 * @param {string} [url] nothing is asked without one
 */
export async function ask(dialog, url) {
  const place = dialog.querySelector("[data-asked]");
  if (!(place instanceof HTMLElement)) return;
  place.hidden = !url;
  if (!url) return;
  const { waiting = "", away = "" } = place.dataset;
  place.dataset.of = url;
  place.textContent = waiting;
  const text = isAway() ? undefined : await fetched(url);
  if (place.dataset.of !== url) return;
  if (text === undefined) place.textContent = away;
  else await htmx.swap({ target: place, swap: "innerHTML", text });
}

/** @param {string} url */
async function fetched(url) {
  const answer = await fetch(url, { headers: { Accept: "text/html", "HX-Request": "true" } }).catch(() => undefined);
  return answer?.ok && !answer.redirected ? answer.text() : undefined;
}
