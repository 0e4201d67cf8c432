/**
 * Signing out with commands that are not sent: says how many wait and what becomes of them, and asks. They stay on the
 * tablet; what can be read on it goes (pwa/worker.js).
 */
import { word } from "../words.js";
import { unanswered } from "./outbox.js";

export function startLeaving() {
  document.addEventListener("submit", ask, { capture: true });
}

/** @param {Event} event */
function ask(event) {
  const { target } = event;
  const dialog = document.getElementById("leaving");
  if (!(target instanceof HTMLFormElement) || !(dialog instanceof HTMLDialogElement)) return;
  if (target.getAttribute("action") !== "/sign-out" || dialog.contains(target) || !unanswered().length) return;
  event.preventDefault();
  event.stopPropagation();
  const slot = dialog.querySelector("[data-slot=unsent]");
  if (slot) slot.textContent = word("unsent-count", { n: unanswered().length });
  dialog.showModal();
}
