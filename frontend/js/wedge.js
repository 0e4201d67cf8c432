/**
 * Telling a keyboard-wedge scanner from a person: a scanner "types" a whole code within a few hundredths of a second
 * and ends it with Enter, or with Tab. A group separator comes as Ctrl+], or as the sign itself.
 */
import { GS } from "./codes.js";

/** The longest pause between two keys of one scan, in ms; people are slower. */
const FAST = 45;
const SHORTEST = 4;
/** A trigger that bounces sends a code twice; nobody takes up the next article within this time, in ms. */
const BOUNCE = 400;
const ENDS = ["Enter", "Tab"];

/** @typedef {Pick<KeyboardEvent, "key" | "code" | "timeStamp" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" |
 *   "isComposing" | "target">} Key */

export class Wedge {
  #typed = "";
  #coded = "";
  #began = 0;
  #last = 0;
  #scanned = { code: "", at: Number.NEGATIVE_INFINITY };
  /** What the field held before the burst began. */
  before = "";
  /** Whether the code that was read last came again at once: one scan, sent twice. */
  isBounce = false;

  /**
   * Take in a key.
   * @param {Key} key
   * @returns {string | undefined} the code, when this key ends one
   */
  take(key) {
    const sign = signOf(key);
    if (!sign && !ENDS.includes(key.key)) return undefined;
    if (key.timeStamp - this.#last > FAST) this.#begin(key);
    this.#last = key.timeStamp;
    if (!sign) return this.#end();
    this.#typed += sign;
    this.#coded += sign === GS ? GS : digitOf(key);
    return undefined;
  }

  /** @param {Key} key */
  #begin({ target, timeStamp }) {
    this.#typed = this.#coded = "";
    this.#began = timeStamp;
    this.before = globalThis.HTMLInputElement && target instanceof HTMLInputElement ? target.value : "";
  }

  #end() {
    const [typed, coded] = [this.#typed, this.#coded];
    this.#typed = this.#coded = "";
    if (typed.length < SHORTEST) return undefined;
    const code = coded.length === typed.length ? coded : typed;
    this.isBounce = code === this.#scanned.code && this.#began - this.#scanned.at < BOUNCE;
    this.#scanned = { code, at: this.#last };
    return code;
  }
}

/**
 * What a key types, if it is one that scanners send.
 * @param {Key} key
 */
function signOf({ key, code, ctrlKey, metaKey, altKey, isComposing }) {
  if (isComposing || metaKey || altKey) return "";
  if (ctrlKey) return key === "]" || key === GS || code === "BracketRight" ? GS : "";
  return key.length === 1 ? key : "";
}

/**
 * The digit on the key itself: a scanner set to a US keyboard sends `é` for 2 where the tablet is set to AZERTY.
 * @param {Key} key
 */
function digitOf({ code, shiftKey }) {
  return shiftKey ? "" : (/^(?:Digit|Numpad)(\d)$/.exec(code)?.[1] ?? "");
}
