/**
 * Sounds, made on the spot: a chime for new work, a short yes and a low no for scans. Browsers allow none before the
 * first tap, so the toggle (`[data-sound]`) also says whether they are allowed by now. How loud (`[data-volume]`, in percent), and
 * whether a no is felt (`[data-vibration]`, where the device can), is set for the device.
 */
import { nowAndAfterSwap, within } from "./afterswap.js";
import { startBell } from "./bell.js";
import { word } from "./words.js";

const STORE = "sound";
const VOLUME = "volume";
const VIBRATION = "vibration";
/** Opening the loudspeaker takes as long as several frames; what was tapped or scanned is on the screen by then. */
const LATER = 300;
/** Who tapped goes on tapping. */
const CALM = 1_000;
/** @type {AudioContext | undefined} */
let speaker;
/** @type {Promise<void> | undefined} the loudspeaker being opened */
let opening;
/** When somebody tapped last; 0 after a scan, which is to be heard. */
let tapped = 0;

/** Unlock with the first tap, keep the toggle, ring for new work. */
export function startSound() {
  for (const name of ["pointerup", "keydown"]) addEventListener(name, unlock, { capture: true });
  document.addEventListener("click", toggle);
  document.addEventListener("change", ({ target }) => target instanceof HTMLInputElement && choose(target));
  nowAndAfterSwap(show);
  startBell(chime);
}

/** Two soft notes, a fourth apart: new work. */
export function chime() {
  note({ pitch: 784, at: 0, length: 0.5, loudness: 0.35 });
  note({ pitch: 1047, at: 0.16, length: 0.9, loudness: 0.35 });
}

/** The right thing was scanned. */
export function yes() {
  note({ pitch: 1319, at: 0, length: 0.12, loudness: 0.2 });
}

/** The wrong thing was scanned: loud, low and felt. */
export function no() {
  note({ pitch: 165, at: 0, length: 0.22, loudness: 0.6, shape: "sawtooth" });
  note({ pitch: 139, at: 0.24, length: 0.34, loudness: 0.6, shape: "sawtooth" });
  vibrate();
}

/**
 * @param {{ pitch: number, at: number, length: number, loudness: number, shape?: OscillatorType }} sound
 *   in Hz, seconds from now, seconds, 0 to 1
 */
async function note({ pitch, at, length, loudness, shape = "sine" }) {
  await opening;
  if (speaker?.state !== "running" || isMuted()) return;
  const start = speaker.currentTime + at;
  const tone = new OscillatorNode(speaker, { type: shape, frequency: pitch });
  const gain = new GainNode(speaker, { gain: 0 });
  gain.gain.linearRampToValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(loudness * volume(), start + 0.015);
  gain.gain.exponentialRampToValueAtTime(0.001, start + length);
  tone.connect(gain).connect(speaker.destination);
  tone.start(start);
  tone.stop(start + length);
}

/** @param {Event} event */
function unlock({ type }) {
  if (speaker?.state === "running") return;
  tapped = type === "keydown" ? 0 : performance.now();
  if (speaker) void speaker.resume(); // some browsers allow it only in the tap itself
  opening ??= open().finally(() => {
    opening = undefined;
  });
}

/** A key that is no tap, like Escape, allows nothing; the next one may. */
async function open() {
  do await pause();
  while (performance.now() - tapped < CALM);
  speaker ??= new AudioContext();
  speaker.onstatechange = () => show(document);
  await Promise.race([speaker.resume(), pause()]);
}

function pause() {
  return new Promise((resume) => setTimeout(resume, LATER));
}

/** @param {Event} event */
function toggle(event) {
  if (!(event.target instanceof Element) || !event.target.closest("[data-sound]")) return;
  localStorage.setItem(STORE, isMuted() ? "on" : "off");
  show(document);
  chime();
}

function isMuted() {
  return localStorage.getItem(STORE) === "off";
}

/** From 0 to 1; what is set is how loud it seems, which goes by the square. */
function volume() {
  return (Number(localStorage.getItem(VOLUME) ?? 100) / 100) ** 2;
}

function vibrate() {
  if (localStorage.getItem(VIBRATION) !== "off") navigator.vibrate?.([120, 60, 220]);
}

/** @param {HTMLInputElement} field what was set is heard, or felt, at once */
function choose(field) {
  if (field.matches("[data-volume]")) {
    localStorage.setItem(VOLUME, field.value);
    chime();
  }
  if (field.matches("[data-vibration]")) {
    localStorage.setItem(VIBRATION, field.checked ? "on" : "off");
    vibrate();
  }
}

/** @param {Document | Element} piece */
function showSet(piece) {
  for (const field of within(piece, "[data-volume]"))
    if (field instanceof HTMLInputElement) field.value = localStorage.getItem(VOLUME) ?? "100";
  for (const field of within(piece, "[data-vibration]")) {
    if (field instanceof HTMLInputElement) field.checked = localStorage.getItem(VIBRATION) !== "off";
    field.closest("label")?.toggleAttribute("hidden", !("vibrate" in navigator));
  }
}

/** @param {Document | Element} piece */
function show(piece) {
  showSet(piece);
  const state = isMuted() ? "off" : speaker?.state === "running" ? "on" : "locked";
  for (const button of within(piece, "[data-sound]")) {
    button.setAttribute("data-sound", state);
    button.setAttribute("aria-pressed", String(!isMuted()));
    button.setAttribute("title", word(`sound-${state}`));
  }
}
