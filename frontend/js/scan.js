/**
 * Scanning. On a page with `[data-scan-form]`, a scan goes to that form wherever the focus is; the field is empty again
 * before the answer comes, so that the next scan never meets the previous code, and a code that comes twice at once counts
 * once. A command within `[data-scans="codes"]` is given by a scan of one of these, where it is shown. The camera's module is
 * loaded when it is asked for.
 */

import { plainCode } from "./codes.js";
import { isLocked } from "./lock/state.js";
import { say } from "./messages.js";
import { no, yes } from "./sound.js";
import { Wedge } from "./wedge.js";
import { word } from "./words.js";

/** The page may hold a form for scans whose turn has not come. */
const FORM = "[data-scan-form]:not([hidden] *)";

export function startScan() {
  const wedge = new Wedge();
  document.addEventListener("keydown", (event) => listen(wedge, event), { capture: true });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-scan-camera]")) void openCamera();
  });
  document.addEventListener("htmx:config:request", (event) => emptied(event));
  document.addEventListener("htmx:after:request", (event) => answer(event));
}

/**
 * @param {Wedge} wedge
 * @param {KeyboardEvent} event
 */
function listen(wedge, event) {
  const code = wedge.take(event);
  const form = scanForm();
  const isTheirs = isOwnScan(event.target) && !wedge.isBounce;
  if (!code || (!isLocked() && (!(form || commandBy(code)) || isTheirs))) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.target instanceof HTMLInputElement) event.target.value = wedge.before;
  if (!isLocked() && !wedge.isBounce) send(form, code);
}

/**
 * Fields that take scans themselves, like that for a shelf's label.
 * @param {EventTarget | null} target
 */
function isOwnScan(target) {
  return target instanceof Element && (target.matches("[data-takes-scan]") || target.closest("dialog[open]") !== null);
}

function scanForm() {
  return /** @type {HTMLFormElement | null} */ (document.querySelector(FORM));
}

/**
 * @param {HTMLFormElement | null} form none where all is picked and only its label is left to scan
 * @param {string} code
 */
function send(form, code) {
  const given = commandBy(code);
  if (given) {
    given.requestSubmit();
    return yes();
  }
  const field = form?.querySelector("input");
  if (field) field.value = code;
  form?.requestSubmit();
}

/**
 * The form of what a code does by itself: that of the label on a box says that all of it is in there.
 * @param {string} code
 */
function commandBy(code) {
  const shown = /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll("[data-scans]:not([hidden], [hidden] *)")
  );
  const given = [...shown].find(({ dataset }) => dataset.scans?.split(" ").map(plainCode).includes(plainCode(code)));
  return given?.querySelector("form");
}

async function openCamera() {
  const form = scanForm();
  const { scanner = "", wasm = "" } = document.body.dataset;
  if (!form) return;
  try {
    const { scan } = await import(scanner);
    const code = await scan({ wasm, word });
    if (code) send(form, code);
  } catch (problem) {
    say(form.querySelector("[data-error]") ?? form, word(reasonOf(problem)));
  }
}

/** @param {unknown} problem */
function reasonOf(problem) {
  if (!globalThis.isSecureContext) return "camera-insecure";
  const name = problem instanceof Error ? problem.name : "";
  return name === "NotAllowedError" ? "camera-denied" : "camera-missing";
}

/** @param {Event} event */
function isScan(event) {
  return event.target instanceof Element && event.target.matches(FORM);
}

/** @param {Event} event htmx has read the form by now */
function emptied(event) {
  if (isScan(event)) /** @type {HTMLFormElement} */ (event.target).reset();
}

/** @param {Event} event */
function answer(event) {
  if (!isScan(event)) return;
  const { ctx } = /** @type {CustomEvent<{ ctx: { wasHeard?: boolean, response: { raw: Response } } }>} */ (event)
    .detail;
  if (!ctx.response.raw.ok) no();
  else if (!ctx.wasHeard) yes();
}
