/**
 * The code that a customer shows (docs/codes.md), read and verified without a connection: whether we made it, for which
 * preparation and store, and until when it is kept. It says nothing of whether the goods are still here.
 */

const SHAPE = /^CPS([A-Z2-7]{149})$/;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const VERSION = 1;
const SIGNED = 29;
const CURVE = { name: "ECDSA", namedCurve: "P-256" };

/** @typedef {{ preparation: string, location: number, until: number }} Said `until` in ms since 1970 */

/** @param {string} code whether it looks like one of ours; others are typed, or of articles */
export function looksSigned(code) {
  return code.trim().toUpperCase().startsWith("CPS");
}

/**
 * What a code says; nothing where we did not make it.
 * @param {string} code
 * @param {JsonWebKey} key
 * @returns {Promise<Said | undefined>}
 */
export async function read(code, key) {
  const text = SHAPE.exec(code.trim().toUpperCase())?.[1];
  const bytes = text === undefined ? undefined : decoded(text);
  if (!bytes || bytes[0] !== VERSION || !(await isOurs(bytes, key))) return undefined;
  const view = new DataView(bytes.buffer);
  return { preparation: uuid(bytes.slice(1, 17)), location: view.getUint32(17), until: view.getUint32(25) * 1_000 };
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {JsonWebKey} key
 */
async function isOurs(bytes, key) {
  const known = await crypto.subtle.importKey("jwk", key, CURVE, false, ["verify"]);
  const how = { name: "ECDSA", hash: "SHA-256" };
  return crypto.subtle.verify(how, known, bytes.slice(SIGNED), bytes.slice(0, SIGNED));
}

/**
 * Base32 (RFC 4648); nothing where the last sign says more than the bytes hold.
 * @param {string} text
 */
function decoded(text) {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let [held, bits, place] = [0, 0, 0];
  for (const letter of text) {
    held = ((held << 5) | LETTERS.indexOf(letter)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[place++] = (held >> bits) & 0xff;
  }
  return held & ((1 << bits) - 1) ? undefined : bytes;
}

/** @param {Uint8Array} bytes */
function uuid(bytes) {
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
