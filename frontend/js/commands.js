/**
 * Commands: every request that changes something. Each tap carries an idempotency key, a button rests while its
 * command is under way, a refusal is said where it belongs, and what did not arrive can be sent again, with its key.
 */
import htmx from "htmx.org";
import { newKey } from "./keys.js";
import { clear, placeAfterLook, placeOf, say, sayUnsent } from "./messages.js";
import { isKept } from "./outbox/kept.js";
import { buttonOf, on } from "./requests.js";
import { word } from "./words.js";

/**
 * The part of htmx's request context that is used here.
 * @typedef {{ sourceElement: HTMLElement, target: Element | string, swap: string, select?: string, text: string,
 *   request: { action: string, method: string, headers: Record<string, string>, body: FormData | URLSearchParams,
 *     submitter?: HTMLElement | null },
 *   response?: { raw: Response } }} Context
 */

const KEY = "Idempotency-Key";
const busy = new WeakSet();

on("htmx:config:request", (ctx, event) => {
  if (isSafe(ctx)) return;
  const button = buttonOf(ctx);
  if (button && busy.has(button)) return event.preventDefault();
  ctx.request.headers[KEY] ??= newKey();
});

on("htmx:before:request", (ctx) => isSafe(ctx) || isKept(ctx) || rest(buttonOf(ctx), true));
on("htmx:finally:request", (ctx) => isSafe(ctx) || rest(buttonOf(ctx), false));

on("htmx:after:request", (ctx, event) => {
  const answer = ctx.response?.raw;
  if (!answer || answer.headers.has("HX-Redirect")) return;
  if (answer.redirected || isHushed(ctx, answer)) event.preventDefault();
  if (isHushed(ctx, answer)) return;
  if (answer.redirected) location.assign(answer.url);
  else if (!answer.ok) refuse(ctx, answer);
  else if (!isSafe(ctx)) settle(ctx);
});

on("htmx:error", (ctx) => {
  if (!ctx?.request || isSafe(ctx)) return;
  const place = placeOf(ctx.sourceElement);
  sayUnsent(place, () => {
    clear(place);
    sendAgain(ctx);
  });
});

/**
 * A piece of the page that may be missing says nothing when it is (`data-quiet`).
 * @param {Context} ctx
 * @param {Response} answer
 */
function isHushed({ sourceElement }, answer) {
  return !answer.ok && sourceElement.hasAttribute("data-quiet");
}

/** @param {Context} ctx */
function isSafe({ request }) {
  return request.method === "GET" || request.method === "HEAD";
}

/**
 * Not `disabled`, which would take the focus away.
 * @param {Element | null} button
 * @param {boolean} resting
 */
function rest(button, resting) {
  if (!button) return;
  busy[resting ? "add" : "delete"](button);
  for (const name of ["aria-busy", "aria-disabled"]) {
    if (resting) button.setAttribute(name, "true");
    else button.removeAttribute(name);
  }
}

/**
 * What was complained about before is settled, here and on the page.
 * @param {Context} ctx
 */
function settle({ sourceElement }) {
  clear(placeOf(sourceElement));
  clear();
  sourceElement.closest("dialog")?.close();
}

/**
 * Show the server's refusal where it belongs, in place of what a success would have changed.
 * @param {Context} ctx
 * @param {Response} answer
 */
function refuse(ctx, answer) {
  ctx.target = (isKept(ctx) ? placeAfterLook : placeOf)(ctx.sourceElement);
  ctx.swap = "innerHTML";
  ctx.select = undefined;
  if (answer.headers.get("content-type")?.startsWith("text/html") && ctx.text.trim()) return;
  say(ctx.target, word("failed"));
  ctx.swap = "none";
}

/**
 * The same command once more: what it carried then, not what the form holds now.
 * @param {Context} ctx
 */
function sendAgain({ target, swap, request }) {
  const place = typeof target === "string" || target.isConnected ? target : `#${CSS.escape(target.id)}`;
  void htmx.ajax(request.method, request.action, {
    source: document.body,
    target: place,
    swap,
    values: Object.fromEntries(request.body),
    headers: { [KEY]: request.headers[KEY] ?? newKey() },
  });
}
