/**
 * Sounds, made on the spot: a chime for new work, a short yes and a low no for scans. Browsers allow none before the
 * first tap, so the toggle (`[data-sound]`) also says whether they are allowed by now.
 */
import { nowAndAfterSwap, within } from "./afterswap.js";
import { startBell } from "./bell.js";
import { word } from "./words.js";

const STORE = "sound";
/** @type {AudioContext | undefined} */
let speaker;

/** Unlock with the first tap, keep the toggle, ring for new work. */
export function startSound() {
  for (const name of ["pointerup", "keydown"]) addEventListener(name, unlock, { capture: true });
  document.addEventListener("click", toggle);
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
  navigator.vibrate?.([120, 60, 220]);
}

/**
 * @param {{ pitch: number, at: number, length: number, loudness: number, shape?: OscillatorType }} sound
 *   in Hz, seconds from now, seconds, 0 to 1
 */
function note({ pitch, at, length, loudness, shape = "sine" }) {
  if (speaker?.state !== "running" || isMuted()) return;
  const start = speaker.currentTime + at;
  const tone = new OscillatorNode(speaker, { type: shape, frequency: pitch });
  const volume = new GainNode(speaker, { gain: 0 });
  volume.gain.linearRampToValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(loudness, start + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.001, start + length);
  tone.connect(volume).connect(speaker.destination);
  tone.start(start);
  tone.stop(start + length);
}

async function unlock() {
  if (speaker?.state === "running") return;
  speaker ??= new AudioContext();
  speaker.onstatechange = () => show(document);
  await speaker.resume();
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

/** @param {Document | Element} piece */
function show(piece) {
  const state = isMuted() ? "off" : speaker?.state === "running" ? "on" : "locked";
  for (const button of within(piece, "[data-sound]")) {
    button.setAttribute("data-sound", state);
    button.setAttribute("aria-pressed", String(!isMuted()));
    button.setAttribute("title", word(`sound-${state}`));
  }
}
