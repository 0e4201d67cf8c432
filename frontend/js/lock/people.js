/**
 * Who signed in on this tablet this shift, so that they can come back by PIN without a connection. Of the PIN only a
 * salted, stretched hash is kept, on this tablet alone, until the shift is over or they sign out. A PIN is short, so tries are
 * few: after the last the hash is gone, and only the server can let them in again.
 */

/**
 * @typedef {{ id: string, name: string, role?: string, audience?: string, home?: string, salt: string, hash: string,
 *   until: number, most: number, tries: number }} Entry `until` in ms since 1970; the `tries` that are left, of `most`
 */

const STORE = "shift";
/** OWASP's advice for PBKDF2 with SHA-256: about a third of a second on a tablet. */
const ROUNDS = 600_000;
const HOUR = 3_600_000;

/** Where a page is not secure, browsers have no WebCrypto, and nobody can come back without a connection. */
function canCheck() {
  return Boolean(globalThis.crypto?.subtle);
}

/** Those who can come back, by name. */
export function people() {
  const all = /** @type {Entry[]} */ (JSON.parse(localStorage.getItem(STORE) ?? "[]"));
  const present = all.filter(({ until }) => until > Date.now());
  if (present.length < all.length) keep(present);
  return present.sort((one, other) => one.name.localeCompare(other.name));
}

/**
 * The server let somebody in by this PIN.
 * @param {{ id: string, name: string, pin: string, hours: number, tries: number }} signedIn
 */
export async function remember({ id, name, pin, hours, tries }) {
  if (!canCheck()) return;
  const salt = text(crypto.getRandomValues(new Uint8Array(16)));
  const entry = { ...people().find((each) => each.id === id), id, name, salt, hash: await stretch(pin, salt) };
  keep([...without(id), { ...entry, until: Date.now() + hours * HOUR, most: tries, tries }]);
}

/**
 * What a page of theirs says of them.
 * @param {{ id: string, role: string, audience: string, home: string }} known
 */
export function describe({ id, ...known }) {
  const entry = people().find((each) => each.id === id);
  if (entry && Object.entries(known).some(([name, value]) => Reflect.get(entry, name) !== value))
    keep([...without(id), { ...entry, ...known }]);
}

/**
 * Whether this is the PIN of somebody who can come back: "unknown" where they can't, "spent" after the last wrong try.
 * @param {string} id
 * @param {string} pin
 * @returns {Promise<"right" | "wrong" | "spent" | "unknown">}
 */
export async function check(id, pin) {
  const entry = people().find((each) => each.id === id);
  if (!entry || !canCheck()) return "unknown";
  // Counted first: a tablet that is switched off meanwhile gives no try back.
  const left = entry.tries - 1;
  keep(left ? [...without(id), { ...entry, tries: left }] : without(id));
  if ((await stretch(pin, entry.salt)) !== entry.hash) return left ? "wrong" : "spent";
  keep([...without(id), { ...entry, tries: entry.most }]);
  return "right";
}

/** @param {string} id */
export function forget(id) {
  keep(without(id));
}

/** @param {string} id */
function without(id) {
  return people().filter((each) => each.id !== id);
}

/** @param {Entry[]} entries */
function keep(entries) {
  localStorage.setItem(STORE, JSON.stringify(entries));
}

/**
 * @param {string} pin
 * @param {string} salt
 */
async function stretch(pin, salt) {
  const key = await crypto.subtle.importKey("raw", bytes(pin), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: ROUNDS };
  return text(new Uint8Array(await crypto.subtle.deriveBits(how, key, 256)));
}

/** @param {string} value */
function bytes(value) {
  return new TextEncoder().encode(value);
}

/** @param {Uint8Array} value */
function text(value) {
  return btoa(String.fromCharCode(...value));
}
