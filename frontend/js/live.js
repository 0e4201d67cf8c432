/**
 * The live client. Elements with `data-topic` are kept as the server would draw them now: each push carries the whole
 * fragment, which htmx morphs in, so that focus, scroll and half-typed text stay. After a break the server is told the
 * last position that was seen (`data-position` of the body at first) and sends what was missed.
 */
import htmx from "htmx.org";
import { nowAndAfterSwap } from "./afterswap.js";
import { Connection } from "./connection.js";
import { refresh } from "./refresh.js";
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
let position = "";

/** Join the page's topics, if it has any; the connection's state is shown in any case. */
export function startLive() {
  position = document.body.dataset.position ?? "";
  connection.addEventListener("open", resume);
  connection.addEventListener("lost", () => connection.failures === SUSPICIOUS && navigator.onLine && again());
  connection.addEventListener("state", showState);
  connection.addEventListener("frame", (event) => hear(/** @type {CustomEvent<Frame>} */ (event).detail));
  nowAndAfterSwap(showState);
  nowAndAfterSwap(scan);
}

/** Ask for what the page shows and no longer for what it does not; a page without topics needs no line. */
function scan() {
  const wanted = new Set([...liveElements()].map((element) => element.dataset.topic ?? ""));
  if (wanted.size && !started) open();
  tell(
    "unsubscribe",
    [...subscribed].filter((topic) => !wanted.has(topic)),
  );
  tell(
    "subscribe",
    [...wanted].filter((topic) => !subscribed.has(topic)),
  );
  subscribed = wanted;
}

let started = false;

function open() {
  started = true;
  connection.open();
}

function resume() {
  subscribed = new Set();
  scan();
}

/**
 * @param {"subscribe" | "unsubscribe"} what
 * @param {string[]} topics
 */
function tell(what, topics) {
  if (!topics.length) return;
  connection.send({
    do: what,
    topics,
    ...(what === "subscribe" && { position, locale: document.documentElement.lang }),
  });
}

/** @param {Frame} frame */
function hear(frame) {
  if (frame.is === "push") return take(frame);
  if (frame.is === "reload" || frame.is === "ended") return again();
  if (frame.is === "error") return console.warn("live:", frame.title, frame.topic ?? "");
  position = frame.position ?? position;
}

/** @param {Frame} frame */
async function take({ topic = "", html = "", names = [], position: reached }) {
  for (const target of liveElements(topic)) {
    await htmx.swap({ sourceElement: target, target, swap: "outerMorph", text: html });
  }
  position = reached ?? position;
  document.dispatchEvent(new CustomEvent("live:push", { detail: { topic, names } }));
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

/** @param {string} [topic] */
function liveElements(topic) {
  const selector = topic === undefined ? "[data-topic]" : `[data-topic="${CSS.escape(topic)}"]`;
  return /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(selector));
}

function showState() {
  for (const element of document.querySelectorAll("[data-connection][aria-live]")) {
    if (element.getAttribute("data-connection") === connection.state) continue;
    element.setAttribute("data-connection", connection.state);
    const label = element.querySelector("[data-label]");
    if (label) label.textContent = word(connection.state);
  }
}
