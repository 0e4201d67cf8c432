/** The screens that are kept, each audience's by itself, with a list of what is there; and who the audience is now. */

/** How much is kept, in bytes; what does not fit is the least urgent. */
export const BUDGET = 20_000_000;
const KEPT = "pages:";
const NAMES = "comptoir-state";
const INDEX = "/index";
const NOW = "/now";
/** The page says that it was kept: who is here now may be another than who was then (js/lock/who.js). */
const MARK = "data-kept";

/** @typedef {{ url: string, version: string }} Wanted */
/** @typedef {Record<string, { version: string, bytes: number }>} Index */

/** @param {string} audience */
export async function pagesOf(audience) {
  return new Pages(audience, await caches.open(KEPT + audience));
}

class Pages {
  /**
   * @param {string} audience
   * @param {Cache} cache
   */
  constructor(audience, cache) {
    this.audience = audience;
    this.cache = cache;
  }

  /**
   * Fetch what is new or changed, the most urgent first, until there is no room left.
   * @param {Wanted[]} wanted
   * @param {number} budget in bytes
   */
  async keep(wanted, budget) {
    const before = await read(this.cache, INDEX, /** @type {Index} */ ({}));
    const after = /** @type {Index} */ ({});
    let room = budget;
    for (const { url, version } of wanted) {
      const known = before[url];
      const bytes = known?.version === version ? known.bytes : await unhurried(() => this.#fetch(url, room));
      if (!bytes || bytes > room) continue;
      after[url] = { version, bytes };
      room -= bytes;
    }
    const gone = Object.keys(before).filter((url) => !(url in after));
    await Promise.all(gone.map((url) => this.cache.delete(url)));
    await write(this.cache, INDEX, after);
  }

  /**
   * The size of a page that was fetched and kept; 0 where it was not, also when somebody else signed in meanwhile.
   * @param {string} url
   * @param {number} room
   */
  async #fetch(url, room) {
    const answer = await fetch(url, { headers: { Accept: "text/html" } }).catch(() => undefined);
    if (!answer?.ok || answer.redirected || answer.headers.get("Comptoir-Audience") !== this.audience) return 0;
    const body = new Blob([(await answer.text()).replace("<html ", `<html ${MARK} `)]);
    if (body.size > room) return 0;
    const isKept = await this.#put(url, new Response(body, { headers: answer.headers }));
    return isKept ? body.size : 0;
  }

  /**
   * Where the disk is full, what other audiences left goes first; commands are never touched (js/outbox/store.js).
   * @param {string} url
   * @param {Response} page
   */
  async #put(url, page) {
    const again = page.clone();
    try {
      await this.cache.put(url, page);
    } catch {
      const others = (await caches.keys()).filter((name) => name.startsWith(KEPT) && name !== KEPT + this.audience);
      await Promise.all(others.map((name) => caches.delete(name)));
      return this.cache.put(url, again).then(
        () => true,
        () => false,
      );
    }
    return true;
  }
}

/** Who is signed in here, as far as what is kept is concerned. */
export class State {
  /**
   * @param {string} audience
   * @param {string} home where people of it begin
   */
  async become(audience, home) {
    await write(await caches.open(NAMES), NOW, { audience, home });
  }

  /** Nobody is: what is kept stays shut until somebody of its audience signs in. */
  async lock() {
    await caches.delete(NAMES);
  }

  async forgetAll() {
    const names = (await caches.keys()).filter((name) => name.startsWith(KEPT));
    await Promise.all([NAMES, ...names].map((name) => caches.delete(name)));
  }

  /** @param {string} path */
  async page(path) {
    const { audience } = await this.#now();
    return audience ? (await caches.open(KEPT + audience)).match(path) : undefined;
  }

  /**
   * Where an address only leads on, like the app's first.
   * @param {string} path
   */
  async home(path) {
    const { home } = await this.#now();
    return path === "/" && home ? Response.redirect(home) : undefined;
  }

  async #now() {
    return read(await caches.open(NAMES), NOW, { audience: "", home: "" });
  }
}

/**
 * Do something that nobody waits for, and rest twice as long as it took: whoever taps meanwhile has the tablet and the
 * server for themselves most of the time.
 * @template T
 * @param {() => Promise<T>} act
 * @returns {Promise<T>}
 */
async function unhurried(act) {
  const began = performance.now();
  const done = await act();
  await new Promise((go) => setTimeout(go, 2 * (performance.now() - began)));
  return done;
}

/**
 * @template T
 * @param {Cache} cache
 * @param {string} name
 * @param {T} otherwise
 * @returns {Promise<T>}
 */
async function read(cache, name, otherwise) {
  const kept = await cache.match(name);
  return kept ? kept.json() : otherwise;
}

/**
 * @param {Cache} cache
 * @param {string} name
 * @param {unknown} value
 */
async function write(cache, name, value) {
  await cache.put(name, new Response(JSON.stringify(value)));
}
