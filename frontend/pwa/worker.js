/**
 * The service worker: opens Comptoir, and the store's open work, where there is no connection.
 *
 * - built files come from the shell, which was kept when this version was installed
 * - screens come from the server, or as they were kept when it does not answer in time
 * - the server lists what is to be kept ahead (`/offline/pages`), most urgent first; what changed is fetched anew
 *
 * Screens are kept for an audience: role, store and language. Who signs in sees what people of that role may see, never
 * what was kept for others. Signing out forgets all of them. Commands are none of its business: see js/outbox.
 */
import { BUDGET, pagesOf, State } from "./pages.js";

/** @typedef {{ waitUntil: (work: Promise<unknown>) => void, request: Request, data: any,
 *   respondWith: (answer: Promise<Response>) => void }} Happening */

const worker = /** @type {any} */ (self);
/** Both are written in by the build. */
const SHELL = /** @type {string[]} */ (/** @type {any} */ (globalThis).COMPTOIR_SHELL);
const SHELL_NAME = `shell:${/** @type {any} */ (globalThis).COMPTOIR_VERSION}`;
const OFFLINE = "/offline";
/** Longer than this nobody looks at an empty page when there is one that was kept, in ms. */
const PATIENCE = 3_000;
const state = new State();

on("install", (event) => event.waitUntil(install()));
on("activate", (event) => event.waitUntil(worker.clients.claim()));
on("message", (event) => event.waitUntil(hear(event.data)));
on("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(screen(event.request, pathname));
  else if (pathname.startsWith("/static/")) event.respondWith(built(event.request));
});

async function install() {
  const shell = await caches.open(SHELL_NAME);
  await shell.addAll([...SHELL, OFFLINE]);
}

/** @param {{ do: string, audience: string, home: string }} wish of a page */
async function hear(wish) {
  if (wish.do === "renew") await worker.skipWaiting();
  if (wish.do === "fill") await fill();
  if (wish.do === "become") await state.become(wish.audience, wish.home);
}

/** @param {Request} request */
async function built(request) {
  return (await caches.match(request)) ?? fetch(request);
}

/**
 * @param {Request} request
 * @param {string} pathname
 */
async function screen(request, pathname) {
  if (request.method === "GET") return shown(request, pathname);
  const answer = await fetch(request).catch(() => undefined);
  if (pathname === "/sign-out") await state.forgetAll(); // also where nobody heard of it: who leaves leaves nothing to read
  if (answer && pathname === "/switch") await state.lock();
  return answer ?? notThere();
}

/**
 * @param {Request} request
 * @param {string} pathname
 */
async function shown(request, pathname) {
  const asked = fetch(request).catch(() => undefined);
  const kept = await state.page(pathname);
  const answer = await (kept ? Promise.race([asked, later()]) : asked);
  if (!answer || answer.status >= 502) return kept ?? (await state.home(pathname)) ?? notThere();
  return answer;
}

function later() {
  return new Promise((resume) => setTimeout(resume, PATIENCE));
}

async function notThere() {
  return (await caches.match(OFFLINE)) ?? Response.error();
}

/** Keep what the server lists, as far as there is room, and forget what it no longer lists. */
async function fill() {
  const answer = await fetch("/offline/pages").catch(() => undefined);
  if (!answer?.ok || answer.redirected) return;
  const list = /** @type {{ audience: string, home: string, pages: { url: string, version: string }[] }} */ (
    await answer.json()
  );
  const pages = await pagesOf(list.audience);
  await state.become(list.audience, list.home);
  await pages.keep(list.pages, BUDGET);
  await tidy();
}

/** What belongs to an earlier version is needed until its pages are gone. */
async function tidy() {
  const shell = await caches.open(SHELL_NAME);
  await shell.add(OFFLINE).catch(() => undefined);
  const old = (await caches.keys()).filter((name) => name.startsWith("shell:") && name !== SHELL_NAME);
  if (worker.registration.active?.state === "activated") await Promise.all(old.map((name) => caches.delete(name)));
}

/**
 * @param {string} name
 * @param {(event: Happening) => void} work
 */
function on(name, work) {
  worker.addEventListener(name, work);
}
