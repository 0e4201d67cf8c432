/** Sending one command, as htmx would have sent it when it was tapped. */

/** @typedef {import("./store.js").Command} Command */
import { standsIn } from "../lock/who.js";

const PATIENCE = 15_000;
/** What is tapped with a connection and sent so soon, at the first try, is sent by who tapped it; else the tablet says who, and when. */
const FRESH = 4_000;

export const SIGN_OUT = "/sign-out";

/**
 * "waiting": not arrived, or not now; "sign-in": the server wants somebody to sign in first.
 * @param {Command} command
 * @returns {Promise<{ is: "done" | "sign-in", answer: Response } | { is: "waiting" }>}
 */
export async function send(command) {
  const answer = await ask(command).catch(() => undefined);
  if (!answer || answer.status >= 500 || answer.status === 429 || answer.status === 408) return { is: "waiting" };
  // Nobody knows that this person was here: there is nothing to end.
  if (answer.status === 401 && command.path === SIGN_OUT) return { is: "done", answer: new Response() };
  if (answer.status === 401 || answer.redirected) return { is: "sign-in", answer };
  return { is: "done", answer };
}

/** @param {Command} command */
function ask({ path, method, body, ...command }) {
  return fetch(path, { method, headers: headersOf(command), body: new URLSearchParams(body), signal: patience() });
}

/** @param {Pick<Command, "key" | "staff" | "at" | "tries" | "wasAway">} command */
function headersOf({ key, staff, at, tries, wasAway }) {
  const ago = Math.max(0, Date.now() - at);
  const headers = { "HX-Request": "true", Accept: "text/html", "Idempotency-Key": key };
  const isTheirs = String(staff) === document.body.dataset.staff && !standsIn();
  if (!tries && !wasAway && ago < FRESH && isTheirs) return headers;
  return { ...headers, "Acted-By": String(staff), "Acted-Ago": (ago / 1_000).toFixed(3) };
}

function patience() {
  const control = new AbortController();
  setTimeout(() => control.abort(), PATIENCE);
  return control.signal;
}
