/**
 * The outbox: what was tapped is written down first, then sent, in order, one at a time, each until the server has
 * answered it. What was not answered is known after a reload, in other tabs, and when the tablet was off.
 *
 * The document hears `outbox` when something in it changed, and `outbox:answer` for an answer that no form waits for.
 */
import { looksOf } from "../looks/shares.js";
import { isAway, noteReach } from "../reach.js";
import { alone } from "./alone.js";
import { answerOf, isConflict, sentenceOf, toldOf } from "./answers.js";
import { send } from "./send.js";
import * as store from "./store.js";

/** @typedef {import("./store.js").Command} Command */
/** @typedef {"flowing" | "waiting" | "sign-in"} State */
/** @typedef {Command & { isAnswered?: boolean }} Kept */

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
/** What is answered within this time of the tap, or of the answer before it, is on its way as always; nobody wants to read of it. */
const PROMPT = 1_500;
/** By then an answer is shown, or its form is gone. */
const SHOWN = 2_000;

const tabs = typeof BroadcastChannel === "function" ? new BroadcastChannel("comptoir-outbox") : undefined;
/** @type {Kept[]} */
let kept = [];
/** @type {Map<string, (answer: Response) => void>} who waits for the answer to which key */
const waiting = new Map();
let state = /** @type {State} */ ("flowing");
/** What was said last. */
let told = "";
let pause = FIRST_PAUSE;
let timer = 0;
/** When the server answered last, in ms by this device. */
let heard = 0;
/** @type {Promise<boolean> | undefined} until the answer is handed on */
let sending;

/** Learn what is left from before, and send it. */
export async function startOutbox() {
  tabs?.addEventListener("message", ({ data }) => hear(data));
  for (const name of ["online", "pageshow", "focus"]) addEventListener(name, () => hurry());
  document.addEventListener("reach", () => isAway() || hurry());
  await reload();
  hurry();
}

/**
 * Keep a command. Returns when it is written; its answer comes when it comes, maybe never on this page.
 * @param {Omit<Command, "tries">} command
 * @returns {Promise<{ answer: Promise<Response> }>}
 */
export async function keep(command) {
  const answer = /** @type {Promise<Response>} */ (new Promise((resolve) => waiting.set(command.key, resolve)));
  await jot(command);
  setTimeout(tell, PROMPT);
  void drain();
  return { answer };
}

/** @param {Omit<Command, "tries">} command written down, but not sent: this page is about to be left */
export async function jot(command) {
  const written = await store.add({ ...command, tries: 0 });
  if (!kept.some(({ key }) => key === command.key)) kept.push(written);
  tell();
  tabs?.postMessage({ is: "changed" });
}

/**
 * Returns when no command is under way and no answer waits to be shown, or soon: what is pushed meanwhile may show it already,
 * and its look would be added to that.
 */
export async function underWay() {
  await Promise.race([shown(), new Promise((resume) => setTimeout(resume, PROMPT))]);
}

async function shown() {
  await sending;
  while (kept.some(({ isAnswered }) => isAnswered))
    await new Promise((resume) => document.addEventListener("outbox", resume, { once: true }));
}

/** The commands that are not answered, in order. */
export function unanswered() {
  return kept.filter(({ sentence, isAnswered }) => sentence === undefined && !isAnswered);
}

/** What is to be added to the truth: also what is answered, until the answer is shown. */
export function toShow() {
  return kept
    .filter(({ sentence }) => sentence === undefined)
    .flatMap((command) => looksOf(command, isStalled(command)));
}

/** The commands that people should know of: those that could not be sent in time, and those that were refused later. */
export function stalled() {
  return kept.filter((command) => !command.isAnswered && (command.sentence !== undefined || isStalled(command)));
}

/** Why nothing is sent, if nothing is. */
export function stateOfOutbox() {
  return state;
}

/**
 * The answer to a command is shown, or it was refused and somebody has read why.
 * @param {string} key
 */
export async function forget(key) {
  const gone = kept.filter((command) => command.key === key);
  kept = kept.filter((command) => command.key !== key);
  waiting.delete(key);
  for (const command of gone) if (!command.isAnswered) await store.remove(command);
  await undefined; // an answer is put in before its look is taken away
  tell();
}

/** Try again now: somebody signed in, or the connection is back. */
export function hurry() {
  clearTimeout(timer);
  pause = FIRST_PAUSE;
  void drain();
}

function drain() {
  return alone(async () => {
    await reload();
    for (let [next] = unanswered(); next; [next] = unanswered()) {
      sending = done(next);
      if (!(await sending)) return;
    }
  });
}

/**
 * Send a command. Whether the next one may follow.
 * @param {Kept} command
 */
async function done(command) {
  const sent = await send(command);
  if (sent.is === "done") return settle(command, sent.answer);
  command.tries += 1;
  await store.put(plain(command));
  become(sent.is);
  if (sent.is === "sign-in") waiting.get(command.key)?.(sent.answer);
  else later();
  return false;
}

function later() {
  noteReach(false);
  timer = setTimeout(() => void drain(), pause * (0.75 + Math.random() / 2));
  pause = Math.min(LONGEST_PAUSE, pause * 2);
}

/**
 * @param {Kept} command
 * @param {Response} answer
 */
async function settle(command, answer) {
  pause = FIRST_PAUSE;
  heard = Date.now();
  setTimeout(tell, PROMPT);
  become("flowing");
  noteReach(true);
  await store.remove(command);
  command.isAnswered = true;
  await hand(command, answer);
  return true;
}

/**
 * Give the answer to the form that waits for it, here or in another tab; what nobody waits for, the page looks at.
 * @param {Kept} command
 * @param {Response} answer
 */
async function hand(command, answer) {
  const wait = waiting.get(command.key);
  if (wait && !isConflict(answer)) {
    wait(answer);
    tabs?.postMessage({ is: "changed" });
    setTimeout(() => void forget(command.key), SHOWN);
    return;
  }
  waiting.delete(command.key);
  const told = await toldOf(command, answer);
  if (told.status >= 400 && !isConflict(answer)) await refuse(command, told.text);
  else kept = kept.filter((each) => each !== command);
  tabs?.postMessage({ is: "answer", ...told });
  take(told);
}

/**
 * A command that was refused when nobody looked stays, with the server's words, until somebody has read it.
 * @param {Kept} command
 * @param {string} html
 */
async function refuse(command, html) {
  const refused = { ...plain(command), seq: undefined, sentence: sentenceOf(html) };
  Object.assign(command, await store.add(refused), { isAnswered: false });
}

/** @param {import("./answers.js").Told} told */
function take(told) {
  const wait = waiting.get(told.key);
  if (wait) wait(answerOf(told));
  else document.dispatchEvent(new CustomEvent("outbox:answer", { detail: told }));
}

/** @param {any} message of another tab */
async function hear(message) {
  if (message.is === "answer") take(message);
  await reload();
}

/** What is on the disk; what is answered and not yet shown stays until it is. */
async function reload() {
  const written = await store.all();
  const shown = kept.filter(({ isAnswered, key }) => isAnswered && waiting.has(key));
  kept = [...shown, ...written.filter(({ key }) => !shown.some((command) => command.key === key))];
  tell();
}

/** @param {State} next */
function become(next) {
  state = next;
  tell();
}

/** Say that something changed, if it did: each time all that waits is added to the page anew. */
function tell() {
  const each = kept.map((command) => [command.key, command.sentence, command.isAnswered, isStalled(command)]);
  const now = JSON.stringify([state, each]);
  if (now === told) return;
  told = now;
  document.dispatchEvent(new Event("outbox"));
}

/** @param {Pick<Command, "tries" | "at">} command */
function isStalled({ tries, at }) {
  return isAway() || state !== "flowing" || tries > 0 || Math.abs(Date.now() - Math.max(at, heard)) > PROMPT;
}

/** @param {Kept} command @returns {Command} */
function plain({ isAnswered: _, ...command }) {
  return command;
}
