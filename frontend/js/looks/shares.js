/**
 * What a form says line by line: each `[data-look-share]` in it changes what stands around it, by its own fields, where the
 * form's `data-shares-when` holds of what is sent.
 */
import { holds } from "./language.js";
import { aboutsOf } from "./scopes.js";

/** @typedef {import("./language.js").Facts} Facts */
/** @typedef {import("./scopes.js").Look} Look */

/**
 * @param {HTMLFormElement} form
 * @param {Facts} fields what is sent
 * @returns {Look[]}
 */
export function sharesOf(form, fields) {
  const { sharesWhen } = form.dataset;
  if (sharesWhen === undefined || !holds(sharesWhen, fields)) return [];
  const shares = /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-look-share]"));
  return [...shares].map((share) => ({
    abouts: aboutsOf(share),
    look: share.dataset.lookShare ?? "",
    fields: fieldsIn(share),
  }));
}

/**
 * All that a command changes, in order.
 * @param {{ look: Look, shares?: Look[] }} command
 * @param {boolean} isStalled
 */
export function looksOf({ look, shares = [] }, isStalled) {
  return [...shares, look].map((each) => ({ ...each, isStalled }));
}

/**
 * @param {HTMLElement} share
 * @returns {Facts}
 */
function fieldsIn(share) {
  const fields = /** @type {NodeListOf<HTMLInputElement | HTMLSelectElement>} */ (
    share.querySelectorAll("input[name], select[name]")
  );
  return Object.fromEntries([...fields].map(({ name, value }) => [name, value]));
}
