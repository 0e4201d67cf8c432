/** What the server's answer to a command says, and how it goes to another tab. */

/** @typedef {import("./store.js").Command} Command */
/** @typedef {{ key: string, status: number, headers: [string, string][], text: string, words: string }} Told */

/**
 * What was done offline and does not fit is kept by the server, which shows a card of it (docs/offline.md).
 * @param {Response} answer
 */
export function isConflict({ headers }) {
  return headers.has("Conflict");
}

/**
 * An answer as another tab can be told of it.
 * @param {Command} command
 * @param {Response} answer
 * @returns {Promise<Told>}
 */
export async function toldOf({ key, words }, answer) {
  const { status, headers } = answer;
  return { key, status, headers: [...headers], text: await answer.text(), words };
}

/** @param {Told} told */
export function answerOf({ text, status, headers }) {
  return new Response(text, { status, headers });
}

/**
 * The words of a refusal.
 * @param {string} html
 */
export function sentenceOf(html) {
  return new DOMParser().parseFromString(html, "text/html").body.textContent?.trim() ?? "";
}
