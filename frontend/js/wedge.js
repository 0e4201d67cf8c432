/**
 * Telling a keyboard-wedge scanner from a person: a scanner "types" a whole code within a few hundredths of a second
 * and ends it with Enter.
 */

/** The longest pause between two keys of one scan, in ms; people are slower. */
const FAST = 45;
const SHORTEST = 4;

export class Wedge {
  #typed = "";
  #coded = "";
  #last = 0;
  /** What the field held before the burst began. */
  before = "";

  /**
   * Take in a key.
   * @param {KeyboardEvent} event
   * @returns {string | undefined} the code, when this key ends one
   */
  take(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
    if (event.timeStamp - this.#last > FAST) this.#begin(event);
    this.#last = event.timeStamp;
    if (event.key === "Enter") return this.#end();
    if (event.key.length !== 1) return undefined;
    this.#typed += event.key;
    this.#coded += digitOf(event);
    return undefined;
  }

  /** @param {KeyboardEvent} event */
  #begin({ target }) {
    this.#typed = this.#coded = "";
    this.before = target instanceof HTMLInputElement ? target.value : "";
  }

  #end() {
    const [typed, coded] = [this.#typed, this.#coded];
    this.#typed = this.#coded = "";
    if (typed.length < SHORTEST) return undefined;
    return coded.length === typed.length ? coded : typed;
  }
}

/**
 * The digit on the key itself: a scanner set to a US keyboard sends `é` for 2 where the tablet is set to AZERTY.
 * @param {KeyboardEvent} event
 */
function digitOf({ code, shiftKey }) {
  return shiftKey ? "" : (/^(?:Digit|Numpad)(\d)$/.exec(code)?.[1] ?? "");
}
