/**
 * What is to be shown for goods (`data-demands` of their form), asked for without a connection too: an ID that was looked at, a
 * signature, the customer's code. Of a code only the signed one can be verified here; who looked at an ID need not ask for it.
 */
import { nowAndAfterSwap, within } from "../afterswap.js";
import { placeOf, say } from "../messages.js";
import { isAway } from "../reach.js";
import { on } from "../requests.js";
import { no } from "../sound.js";
import { word } from "../words.js";
import { keepKey, verify } from "./genuine.js";

/** @typedef {{ sourceElement: Element }} Context */

const FORM = "form[data-demands]";
/** @type {WeakMap<HTMLFormElement, string>} the code that was found to be of the form's order */
const proven = new WeakMap();

export function startProof() {
  nowAndAfterSwap(carry);
  if (document.querySelector(`${FORM}[data-demands~=code]`)) void keepKey();
  on("htmx:config:request", (/** @type {Context} */ ctx, event) => {
    const form = ctx.sourceElement.closest(FORM);
    if (!(form instanceof HTMLFormElement) || !isAway() || !missing(form)) return;
    event.preventDefault();
    void ask(form);
  });
}

/**
 * A code that was scanned at the counter goes with the order (`#CPS…`).
 * @param {Document | Element} piece
 */
function carry(piece) {
  const code = location.hash.slice(1);
  if (!code.startsWith("CPS")) return;
  for (const form of within(piece, FORM)) {
    const field = form.querySelector("input[name=code]");
    if (field instanceof HTMLInputElement && !field.value) field.value = code;
  }
}

/** @param {HTMLFormElement} form */
async function ask(form) {
  placeOf(form).replaceChildren();
  const proof = missing(form);
  const code = said(form, "code");
  if (proof === "code" && code && (await isTheirs(form, code))) {
    proven.set(form, code);
    // Not at once: the browser ignores it while the tap's own submission is not over.
    return setTimeout(() => form.requestSubmit());
  }
  say(placeOf(form), word(proof === "code" && code ? "proof-not-theirs" : `proof-${proof}`));
  no();
}

/**
 * What is demanded and was not shown.
 * @param {HTMLFormElement} form
 */
function missing(form) {
  const sawId = Boolean(said(form, "id_seen"));
  const code = said(form, "code");
  const shown = { id: sawId, signature: said(form, "signature"), code: sawId || (code && proven.get(form) === code) };
  const demands = /** @type {("id" | "signature" | "code")[]} */ (form.dataset.demands?.split(" ").filter(Boolean));
  return demands.find((proof) => !shown[proof]);
}

/**
 * @param {HTMLFormElement} form
 * @param {string} code
 */
async function isTheirs(form, code) {
  const { preparation } = await verify(code);
  return form.dataset.preparation === preparation;
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function said(form, name) {
  return String(new FormData(form).get(name) ?? "");
}
