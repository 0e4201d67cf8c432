/** Whether a customer's code is genuine, and holds here and now: by the chain's public key, which a tablet keeps. */
import { standingAt } from "../lock/who.js";
import { word } from "../words.js";
import { read } from "./token.js";

const KEY = "handover-key";

export async function keepKey() {
  const answer = await fetch("/handover/key").catch(() => undefined);
  if (answer?.ok && !answer.redirected) localStorage.setItem(KEY, await answer.text());
}

/**
 * The preparation that a code is of; or why it is of none that is given away here.
 * @param {string} code
 * @returns {Promise<{ preparation?: string, sentence?: string }>}
 */
export async function verify(code) {
  const key = localStorage.getItem(KEY);
  if (!key || !globalThis.crypto?.subtle) return { sentence: word("code-no-key") };
  const said = await read(code, JSON.parse(key));
  if (!said) return { sentence: word("code-forged") };
  if (said.location !== standingAt()) return { sentence: word("code-elsewhere") };
  if (said.until < Date.now()) return { sentence: word("code-expired") };
  return { preparation: said.preparation };
}
