/**
 * The commands that the server has not answered, in IndexedDB: in the order of the taps, until they are done. Where a
 * browser keeps nothing (a private window, a full disk) they live as long as the page.
 */
import { openDB } from "idb";

/**
 * A command as it was tapped. `at` is the time by this device, `wasAway` whether there was no connection then, `staff`
 * who was signed in, `words` what people read, `look` what it changes, after what its `shares` do, `sentence` why the server
 * refused it, when it has.
 * @typedef {{ key: string, staff: number, at: number, wasAway: boolean, path: string, method: string, body: string, words: string,
 *   look: import("../looks/scopes.js").Look, shares?: import("../looks/scopes.js").Look[], tries: number, sentence?: string,
 *   seq?: number }} Command
 */

const COMMANDS = "commands";
const DURABLE = /** @type {const} */ ({ durability: "strict" });
/** @type {Promise<import("idb").IDBPDatabase> | undefined} */
let opening;
/** @type {Command[]} what could not be written */
let unwritten = [];
let places = Date.now();

/**
 * Write a command down; it is on the disk when this returns.
 * @param {Command} command
 */
export async function add(command) {
  try {
    const change = (await open()).transaction(COMMANDS, "readwrite", DURABLE);
    const seq = Number(await change.store.add(command));
    await change.done;
    return { ...command, seq };
  } catch {
    const kept = { ...command, seq: ++places };
    unwritten.push(kept);
    return kept;
  }
}

/** All that is not done, in order. */
export async function all() {
  try {
    return [.../** @type {Command[]} */ (await (await open()).getAll(COMMANDS)), ...unwritten];
  } catch {
    return unwritten;
  }
}

/** @param {Command} command with what changed of it */
export async function put(command) {
  unwritten = unwritten.map((each) => (each.seq === command.seq ? command : each));
  if (!unwritten.includes(command)) await (await open()).put(COMMANDS, command);
}

/** @param {Command} command */
export async function remove({ seq = 0 }) {
  const isWritten = !unwritten.some((each) => each.seq === seq);
  unwritten = unwritten.filter((each) => each.seq !== seq);
  if (isWritten) await (await open()).delete(COMMANDS, seq);
}

function open() {
  opening ??= openDB("comptoir-outbox", 1, {
    upgrade: (database) => void database.createObjectStore(COMMANDS, { keyPath: "seq", autoIncrement: true }),
    terminated: () => (opening = undefined),
  });
  return opening;
}
