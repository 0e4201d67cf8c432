/**
 * Commands that are kept: forms with `data-keeps`, which says in words what the tap does. htmx goes its way as always,
 * only that the outbox does the sending; so there is one way, with a connection and without.
 *
 * - `data-look` says what the tap changes (looks/language.js), in the scopes around the form, or around what opened it
 * - `data-look-code="code"`: the scope is the one whose `data-codes` has what that field holds (looks/codes.js)
 * - `data-look-unknown`: what it changes around the form where no line of the page has the code; without it, there is nothing to
 *   be done with such a code while there is no connection
 * - `data-fact` on a field: it is sent with the fact of its name of the line that was found, or not at all
 * - `data-shares-when`: what its lines change each, and where (looks/shares.js)
 * - `data-goes` is where the tap leads, also when its answer does not come
 * - `data-anew`: the form begins anew once its tap is shown, for there may be a next one
 */
import { newKey } from "../keys.js";
import { lineOf } from "../looks/codes.js";
import { aboutsOf, truthAround } from "../looks/scopes.js";
import { sharesOf } from "../looks/shares.js";
import { placeOf, say } from "../messages.js";
import { isAway } from "../reach.js";
import { buttonOf, on } from "../requests.js";
import { no, yes } from "../sound.js";
import { word } from "../words.js";
import { forget, keep } from "./outbox.js";

/**
 * @typedef {{ sourceElement: HTMLElement, wasHeard?: boolean, fetch?: () => Promise<Response>,
 *   request: { action: string, method: string,
 *   submitter?: Element | null, timeout?: string, headers: Record<string, string>, body: FormData | URLSearchParams } }} Context
 * @typedef {import("../looks/scopes.js").Look & { isKnown: boolean }} Seen whether the page knows what it is about
 */

/** After so long without an answer a tap leads on. */
const PATIENCE = 400;
/** @type {WeakMap<object, string>} the keys of what is kept, by htmx's context */
const keys = new WeakMap();
/** @type {WeakSet<Element>} buttons whose tap is being written down */
const writing = new WeakSet();

export function startKept() {
  on("htmx:config:request", take);
  on("htmx:before:swap", (ctx) => answered(ctx));
  on("htmx:finally:request", (ctx) => answered(ctx));
}

/** @param {object} ctx whether the request is one that is kept */
export function isKept(ctx) {
  return keys.has(ctx);
}

/**
 * @param {Context} ctx
 * @param {Event} event
 */
function take(ctx, event) {
  const form = ctx.sourceElement.closest("form[data-keeps]");
  if (!(form instanceof HTMLFormElement) || ctx.request.method === "GET" || event.defaultPrevented) return;
  const seen = seenBy(form, ctx.request.body);
  if (!seen.abouts.length && form.dataset.lookCode && isAway()) return refuse(form, event);
  const button = buttonOf(ctx);
  if (button && writing.has(button)) return event.preventDefault();
  if (button) writing.add(button);
  ctx.request.timeout = "0ms";
  ctx.request.headers["Idempotency-Key"] ??= newKey();
  keys.set(ctx, ctx.request.headers["Idempotency-Key"]);
  const kept = keep(commandOf(ctx, form, seen));
  ctx.fetch = async () => (await kept).answer;
  ctx.wasHeard = form.dataset.lookCode !== undefined && seen.abouts.length > 0 && (seen.isKnown || isAway());
  void kept.then(({ answer }) => {
    if (button) writing.delete(button);
    if (ctx.wasHeard) yes();
    return leadOn(form, answer);
  });
}

/**
 * @param {Context} ctx
 * @param {HTMLFormElement} form
 * @param {Seen} seen
 */
function commandOf({ request }, form, { isKnown: _, ...look }) {
  return {
    key: request.headers["Idempotency-Key"] ?? "",
    staff: Number(document.body.dataset.staff ?? 0),
    at: Date.now(),
    wasAway: isAway(),
    method: request.method,
    path: request.action,
    body: String(new URLSearchParams(/** @type {any} */ (request.body))),
    words: (form.dataset.keeps ?? "").replace(/\$(\w+)/g, (_word, name) => String(look.fields[name] ?? "")),
    look,
    shares: sharesOf(form, look.fields),
  };
}

/**
 * What the command is about and changes: what is around the form, around what opened its dialog, or around what was scanned.
 * @param {HTMLFormElement} form
 * @param {FormData | URLSearchParams} body
 * @returns {Seen}
 */
function seenBy(form, body) {
  const { look = "", lookAbout, lookCode } = form.dataset;
  if (lookCode) return scannedBy(form, body);
  const abouts = lookAbout === undefined ? aboutsOf(form) : lookAbout.split(" ").filter(Boolean);
  return { abouts, look, fields: fieldsOf(body), isKnown: true };
}

/**
 * @param {HTMLFormElement} form
 * @param {FormData | URLSearchParams} body gets the facts of what was scanned that are sent along
 * @returns {Seen}
 */
function scannedBy(form, body) {
  const { look = "", lookCode = "", lookUnknown = "" } = form.dataset;
  const found = lineOf(String(body.get(lookCode)));
  const facts = found ? truthAround(found.line) : {};
  for (const { name } of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[data-fact]"))) {
    if (name in facts) body.set(name, String(facts[name]));
    else body.delete(name);
  }
  const fields = { ...facts, ...fieldsOf(body) };
  if (found) return { abouts: aboutsOf(found.line), look: found.more ?? look, fields, isKnown: true };
  return { abouts: lookUnknown ? aboutsOf(form) : [], look: lookUnknown, fields, isKnown: false };
}

/** @param {FormData | URLSearchParams} body */
function fieldsOf(body) {
  const pairs = [...body].map(([name, value]) => [name, String(value)]);
  return { ...Object.fromEntries(pairs), me: Number(document.body.dataset.staff ?? 0) };
}

/**
 * Without a connection nobody can say what a code is that the page does not know.
 * @param {HTMLFormElement} form
 * @param {Event} event
 */
function refuse(form, event) {
  event.preventDefault();
  say(placeOf(form), word("not-here"));
  form.reset();
  no();
}

/**
 * Once its look is on the screen, a command leads on, and its dialog closes: where there is a connection when the answer
 * is there, since it may be a refusal; but nobody waits long.
 * @param {HTMLFormElement} form
 * @param {Promise<Response>} answer
 */
async function leadOn(form, answer) {
  const { goes } = form.dataset;
  const told = isAway()
    ? undefined
    : await Promise.race([answer, new Promise((resume) => setTimeout(resume, PATIENCE))]);
  if (told instanceof Response && !told.ok) return;
  if (goes) location.assign(goes);
  else form.closest("dialog")?.close();
  if (form.hasAttribute("data-anew")) form.reset();
}

/** @param {Context} ctx what its answer says is shown now, so that its look need not be added */
function answered(ctx) {
  const key = ctx && keys.get(ctx);
  if (key) void forget(key);
}
