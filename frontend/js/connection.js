/**
 * A WebSocket that comes back. It tells a dead line from a quiet one (Wi-Fi often dies without a word), tries again
 * with growing, uneven pauses, and at once when the device says that it is online or is looked at again.
 */

/** @typedef {"idle" | "connecting" | "live" | "offline"} State idle: nothing on the page needs a line */

const QUIET = 10_000;
const DEAD = 5_000;
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 10_000;
/** A line that held so long was a good one. */
const STEADY = 5_000;
/** After so many failures in a row we no longer say "connecting". */
const HOPEFUL = 2;
/** How the server closes a line to somebody who may not have one (RFC 6455, policy violation). */
const REFUSED = 1008;

export class Connection extends EventTarget {
  /** @type {State} */
  state = "idle";
  /** @type {WebSocket | undefined} */
  #socket;
  #isWanted = false;
  #failures = 0;
  #opened = 0;
  #pulse = 0;
  #retry = 0;

  /** @param {string} path */
  constructor(path) {
    super();
    this.path = path;
    addEventListener("online", () => this.#hurry());
    addEventListener("offline", () => this.#socket && this.#lose(this.#socket));
    addEventListener("pageshow", ({ persisted }) => persisted && this.#hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.#hurry());
  }

  /** How often in a row no line could be had. */
  get failures() {
    return this.#failures;
  }

  /** @param {object} frame dropped where there is no line: say it again after "open" */
  send(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  /** From now on there shall be a line; once is enough. */
  open() {
    if (this.#isWanted) return;
    this.#isWanted = true;
    this.#become("connecting");
    this.#dial();
  }

  /** A new line in place of this one, for whoever is signed in by now. */
  renew() {
    if (!this.#socket) return;
    this.#drop(this.#socket);
    this.#dial();
  }

  #dial() {
    clearTimeout(this.#retry);
    const socket = new WebSocket(new URL(this.path, location.href.replace(/^http/, "ws")));
    this.#socket = socket;
    this.#expect(() => this.#lose(socket), DEAD);
    socket.onopen = () => this.#begin();
    socket.onmessage = (message) => this.#hear(message);
    socket.onclose = ({ code }) => this.#lose(socket, code === REFUSED);
  }

  #begin() {
    this.#opened = Date.now();
    this.#become("live");
    this.#rest();
    this.dispatchEvent(new Event("open"));
  }

  /** @param {MessageEvent<string>} message */
  #hear(message) {
    this.#rest();
    this.dispatchEvent(new CustomEvent("frame", { detail: JSON.parse(message.data) }));
  }

  /** Something was heard: all is well for a while. */
  #rest() {
    this.#expect(() => this.#check(), QUIET);
  }

  #check() {
    const socket = this.#socket;
    if (!socket || socket.readyState !== WebSocket.OPEN) return;
    this.send({ do: "ping" });
    this.#expect(() => this.#lose(socket), DEAD);
  }

  /**
   * @param {WebSocket} socket
   * @param {boolean} [isRefused]
   */
  #lose(socket, isRefused = false) {
    if (socket !== this.#socket) return;
    this.#drop(socket);
    if (this.state === "live" && Date.now() - this.#opened > STEADY) this.#failures = 0;
    this.#failures += 1;
    this.#become(this.#failures > HOPEFUL || !navigator.onLine ? "offline" : "connecting");
    this.dispatchEvent(new CustomEvent("lost", { detail: { isRefused } }));
    this.#retry = setTimeout(() => this.#dial(), this.#pause());
  }

  /** @param {WebSocket} socket */
  #drop(socket) {
    this.#socket = undefined;
    clearTimeout(this.#pulse);
    Object.assign(socket, { onopen: null, onmessage: null, onclose: null }).close();
  }

  #pause() {
    const full = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (this.#failures - 1));
    return full * (0.5 + Math.random() / 2);
  }

  #hurry() {
    if (this.#socket) this.#check();
    else if (this.#isWanted) this.#dial();
  }

  /**
   * @param {() => void} work
   * @param {number} wait in ms
   */
  #expect(work, wait) {
    clearTimeout(this.#pulse);
    this.#pulse = setTimeout(work, wait);
  }

  /** @param {State} state */
  #become(state) {
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}
