/**
 * The live client. Elements with `data-topic` are kept as the server would draw them now: each push carries the whole
 * fragment (of a long list, the rows that changed), which htmx morphs in, so that focus, scroll and half-typed text stay.
 * After a break the server is told the last position that was seen (`data-position` of the body at first) and sends what
 * was missed.
 */
import { nowAndAfterSwap, within } from "./afterswap.js";
import { Connection } from "./connection.js";
import { underWay } from "./outbox/outbox.js";
import { noteReach } from "./reach.js";
import { refresh } from "./refresh.js";
import { isShown } from "./shown.js";
import { isMissing, put } from "./thin.js";
import { word } from "./words.js";

/** @typedef {{ is: string, topic?: string, topics?: string[], html?: string, position?: string, names?: string[],
 *   title?: string }} Frame */

/** A line refused so often may mean that the sign-in is over; the page itself will tell. */
const SUSPICIOUS = 4;
const RETRY = 2_000;

/** A customer's page carries what opens the line for it; staff have their cookies. */
const { liveToken } = document.body.dataset;
const connection = new Connection(liveToken ? `/live?token=${encodeURIComponent(liveToken)}` : "/live");
/** @type {Set<string>} */
let subscribed = new Set();
/** @type {Map<string, HTMLElement[]>} where each topic is shown: a long page is looked through only when that may have changed */
let places = new Map();
let position = "";
/** @type {WeakMap<object, string>} what was known when a request was sent: the least that its answer shows */
const asked = new WeakMap();

/** Join the page's topics, if it has any; the connection's state is shown in any case. */
export function startLive() {
  position = document.body.dataset.position ?? "";
  connection.addEventListener("open", resume);
  connection.addEventListener("lost", (event) =>
    lost(/** @type {CustomEvent<{ isRefused: boolean }>} */ (event).detail),
  );
  connection.addEventListener("state", () => showState(document));
  connection.addEventListener(
    "state",
    () => connection.state === "connecting" || noteReach(connection.state === "live"),
  );
  connection.addEventListener("frame", (event) => hear(/** @type {CustomEvent<Frame>} */ (event).detail));
  document.addEventListener("htmx:before:request", (event) => asked.set(contextOf(event), position));
  nowAndAfterSwap(showState);
  nowAndAfterSwap((piece, event) => (piece instanceof Element && isAsBefore(piece)) || scan(event));
}

/**
 * Whether a swap neither brought topics nor took any away.
 * @param {Element} piece
 */
function isAsBefore(piece) {
  const known = within(piece, "[data-topic]").every((each) => places.get(each.dataset.topic ?? "")?.includes(each));
  return known && [...places.values()].flat().every((each) => each.isConnected);
}

/**
 * Ask for what the page shows and no longer for what it does not; a page without topics needs no line.
 * @param {Event} [event] the swap that brought new topics
 */
function scan(event) {
  places = placesNow();
  const wanted = new Set(places.keys());
  const added = [...wanted].filter((topic) => !subscribed.has(topic));
  leave([...subscribed].filter((topic) => !wanted.has(topic)));
  if (added.length) position = shownAt(event);
  if (wanted.size) connection.open();
  join(added);
  subscribed = wanted;
}

function resume() {
  subscribed = new Set();
  scan();
}

/**
 * The least that the page shows by now: what a request brought may be older than what was pushed meanwhile.
 * @param {Event} [event]
 */
function shownAt(event) {
  return (event && asked.get(contextOf(event))) || position;
}

/** @param {string[]} topics */
function leave(topics) {
  if (topics.length) connection.send({ do: "unsubscribe", topics });
}

/** @param {string[]} topics */
function join(topics) {
  const locale = document.documentElement.lang;
  if (topics.length) connection.send({ do: "subscribe", topics, position: position || undefined, locale });
}

/**
 * @param {Event} event
 * @returns {object} the request or the swap that it is about
 */
function contextOf(event) {
  return /** @type {CustomEvent<{ ctx: object }>} */ (event).detail.ctx;
}

/** @param {{ isRefused: boolean }} how */
function lost({ isRefused }) {
  if (isRefused || (connection.failures === SUSPICIOUS && navigator.onLine)) void again();
}

/** @param {Frame} frame */
function hear(frame) {
  if (frame.is === "push") return take(frame);
  if (frame.is === "reload") return again();
  if (frame.is === "ended") return renew();
  if (frame.is === "error") return console.warn("live:", frame.title, frame.topic ?? "");
  position = frame.position ?? position;
}

/** @param {Frame} frame */
async function take({ topic = "", html = "", names = [], position: reached }) {
  await underWay();
  const shown = (places.get(topic) ?? []).filter((element) => element.isConnected);
  for (const element of shown) if (!isShown(element, html)) await put(element, html);
  if (shown.some(isMissing)) askWhole(topic);
  position = reached ?? position;
  document.dispatchEvent(new CustomEvent("live:push", { detail: { topic, names } }));
}

/**
 * A push leaves out rows that we have; we have not, so the fragment is asked for as if nothing of it were shown.
 * @param {string} topic
 */
function askWhole(topic) {
  const locale = document.documentElement.lang;
  connection.send({ do: "unsubscribe", topics: [topic] });
  connection.send({ do: "subscribe", topics: [topic], locale });
}

/** What we have is too old, or a right ended: the page is drawn anew, and the topics are joined from there. */
async function again() {
  if (await refresh()) {
    position = document.body.dataset.position ?? "";
    resume();
  } else if (connection.state === "live") {
    setTimeout(again, RETRY);
  }
}

/** A right ended; where somebody signed in on this page since, theirs begin on a line of theirs. */
async function renew() {
  if (await refresh()) {
    position = document.body.dataset.position ?? "";
    connection.renew();
  } else if (connection.state === "live") {
    setTimeout(renew, RETRY);
  }
}

function placesNow() {
  const found = /** @type {Map<string, HTMLElement[]>} */ (new Map());
  for (const element of within(document, "[data-topic]")) {
    const { topic = "" } = element.dataset;
    found.set(topic, [...(found.get(topic) ?? []), element]);
  }
  return found;
}

/** @param {Document | Element} piece */
function showState(piece) {
  for (const element of within(piece, "[data-connection][aria-live]")) {
    if (element.getAttribute("data-connection") === connection.state) continue;
    element.setAttribute("data-connection", connection.state);
    const label = element.querySelector("[data-label]");
    if (label) label.textContent = word(connection.state);
    element.setAttribute("title", word(connection.state));
  }
}
