/**
 * The counter without a connection (`[data-finds-offline]`): a customer's code is verified here, by the chain's public key, which the
 * page keeps while it can have it. What it is of is looked for among the orders that wait, as they were when the page was kept.
 */
import { say } from "../messages.js";
import { isAway } from "../reach.js";
import { on } from "../requests.js";
import { no, yes } from "../sound.js";
import { word } from "../words.js";
import { keepKey, verify } from "./genuine.js";
import { looksSigned } from "./token.js";

/** @typedef {{ sourceElement: Element, request: { body: FormData | URLSearchParams } }} Context */

const FORM = "[data-finds-offline]";

export function startCounter() {
  if (document.querySelector(FORM)) void keepKey();
  on("htmx:config:request", (/** @type {Context} */ ctx, event) => {
    const form = ctx.sourceElement.closest(FORM);
    if (!(form instanceof HTMLFormElement) || !isAway()) return;
    event.preventDefault();
    void find(form, String(ctx.request.body.get("code") ?? ""));
    form.reset();
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {string} code
 */
async function find(form, code) {
  document.getElementById("found")?.replaceChildren();
  const told = looksSigned(code) ? await verified(code) : typed(code);
  const place = form.querySelector("[data-error]") ?? form;
  if (told.sentence) say(place, told.sentence);
  else place.replaceChildren();
  if (told.entry) show(told.entry, told.isGenuine ? code.trim().toUpperCase() : "");
  if (told.entry) yes();
  else no();
}

/**
 * @param {string} code
 * @returns {Promise<{ sentence?: string, entry?: Element, isGenuine?: boolean }>}
 */
async function verified(code) {
  const { preparation, sentence } = await verify(code);
  if (sentence) return { sentence };
  const entry = document.getElementById(`entry-${preparation}`);
  return entry ? { entry, isGenuine: true } : { sentence: word("code-not-waiting") };
}

/**
 * An order number is found among those that wait; nothing says that it is this customer's.
 * @param {string} code
 * @returns {{ sentence?: string, entry?: Element, isGenuine?: boolean }}
 */
function typed(code) {
  const wanted = plain(code);
  const entries = [...document.querySelectorAll(".entry.ready")];
  const entry = entries.find((each) => plain(each.querySelector(".number")?.textContent ?? "") === wanted);
  return entry ? { entry } : { sentence: word("code-not-typed") };
}

/** @param {string} text */
function plain(text) {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, "");
}

/**
 * The order as it waits, and the way to its page, where it is handed over as always; a genuine code goes with it, and is not
 * asked for again.
 * @param {Element} entry
 * @param {string} code
 */
function show(entry, code) {
  const template = document.querySelector("template[data-found-offline]");
  const found = document.getElementById("found");
  if (!(template instanceof HTMLTemplateElement) || !found) return;
  const card = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const copy = /** @type {Element} */ (entry.cloneNode(true));
  const slots = { bin: ".bin", customer: ".customer", number: ".number", units: "[data-units]" };
  for (const [slot, from] of Object.entries(slots))
    card.querySelector(`[data-slot="${slot}"]`)?.append(copy.querySelector(from)?.textContent ?? "");
  const href = copy.querySelector("a")?.getAttribute("href") ?? "";
  card.querySelector("a")?.setAttribute("href", code ? `${href}#${code}` : href);
  card.querySelector("[data-genuine]")?.toggleAttribute("hidden", !code);
  found.replaceChildren(card);
}
