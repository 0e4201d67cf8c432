/**
 * A tablet that nobody touched for a while (`data-after` of `#lock`, in seconds) is covered until a PIN is entered. The page
 * below lives on: a new order rings, what waits is sent, and what was begun goes on where it was.
 */
import { hurry } from "../outbox/outbox.js";
import { isAway, noteReach } from "../reach.js";
import { startEnter } from "./enter.js";
import { people } from "./people.js";
import { idleFor, isLocked, setLocked, touch } from "./state.js";
import { standsIn, who } from "./who.js";

const LOOK = 1_000;
/** Where somebody was when the page had to go, for when they come back. */
const LEFT = "left";

export function startLock() {
  startEnter(goOn);
  for (const name of ["pointerdown", "keydown"])
    addEventListener(name, () => isLocked() || touch(), { passive: true, capture: true });
  if (!lock()) return;
  for (const name of ["pageshow", "storage"]) addEventListener(name, look);
  for (const name of ["visibilitychange", "reach"]) document.addEventListener(name, look);
  document.addEventListener("reach", showPeople);
  document.addEventListener("submit", leaveAlone);
  lock()?.addEventListener("cancel", (event) => event.preventDefault());
  lock()?.addEventListener("close", look);
  setInterval(look, LOOK);
  look();
}

function lock() {
  return /** @type {HTMLDialogElement | null} */ (document.getElementById("lock"));
}

function look() {
  const after = Number(lock()?.dataset.after) * 1_000;
  // Whose session it is, is not who is here: now that the server is reached, it asks.
  const mustSay = standsIn() && !isAway();
  if (!isLocked() && (mustSay || (after && idleFor() > after))) setLocked();
  if (isLocked()) cover();
  else uncover();
}

function cover() {
  const dialog = lock();
  if (!dialog || dialog.open) return;
  document.documentElement.setAttribute("data-locked", "");
  for (const camera of document.querySelectorAll("dialog.camera"))
    if (camera instanceof HTMLDialogElement) camera.close();
  sessionStorage.setItem(LEFT, JSON.stringify({ path: location.pathname, id: who()?.id }));
  dialog.querySelector("[data-error]")?.replaceChildren();
  dialog.showModal();
  showPeople();
  if (matchMedia("(pointer: fine)").matches)
    /** @type {HTMLElement | null} */ (dialog.querySelector("[name=pin]"))?.focus();
}

function uncover() {
  document.documentElement.removeAttribute("data-locked");
  lock()?.close();
}

/** With a connection the server knows who works here; without, only those of this shift can come back. */
function showPeople() {
  const dialog = lock();
  const tile = dialog?.querySelector("template");
  if (!dialog?.open || !(tile instanceof HTMLTemplateElement)) return;
  const here = who();
  const others = isAway() ? people().filter(({ id }) => id !== here?.id) : [];
  const tiles = [...(here ? [here] : []), ...others].map((person, place) => tileOf(tile, person, place === 0));
  dialog.querySelector(".people")?.replaceChildren(...tiles);
  dialog.querySelector("[data-away]")?.toggleAttribute("hidden", !isAway());
  dialog.querySelector('[action="/switch"]')?.toggleAttribute("hidden", isAway());
}

/**
 * @param {HTMLTemplateElement} template
 * @param {{ id: string, name: string }} person
 * @param {boolean} isChosen
 */
function tileOf(template, { id, name }, isChosen) {
  const tile = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const initials = name
    .split(" ")
    .slice(0, 2)
    .map(([letter = ""]) => letter);
  tile.querySelector("strong")?.append(name);
  tile.querySelector(".initials")?.append(...initials);
  const radio = tile.querySelector("input");
  if (radio) Object.assign(radio, { value: id, checked: isChosen });
  return tile;
}

/**
 * Leaving the tablet to a colleague, where the server can't be told of it.
 * @param {Event} event
 */
function leaveAlone(event) {
  const { target } = event;
  if (!isAway() || !(target instanceof HTMLFormElement) || !target.matches('[action="/switch"]')) return;
  event.preventDefault();
  setLocked();
  look();
}

/**
 * The same person goes on where they were; another begins where they begin.
 * @param {{ id: string, isReached: boolean }} entered
 */
function goOn({ id, isReached }) {
  if (isReached) noteReach(true);
  const { staff, audience } = document.body.dataset;
  const left = JSON.parse(sessionStorage.getItem(LEFT) ?? "{}");
  sessionStorage.removeItem(LEFT);
  if (!lock()) return location.assign(left.id === id ? left.path : "/");
  if (isReached ? staff !== id : who()?.audience !== audience) return location.assign("/");
  look();
  hurry();
}
