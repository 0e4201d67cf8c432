/**
 * Signing out. With commands that are not sent: says how many wait and what becomes of them, and asks. They stay on the
 * tablet; what can be read on it goes (pwa/worker.js). Without a connection the sign-out is kept like a command, after all that
 * waits, and the tablet locks: the session is still alive, and must open to nobody until the server has ended it.
 */
import { newKey } from "../keys.js";
import { setLocked } from "../lock/state.js";
import { isAway } from "../reach.js";
import { word } from "../words.js";
import { jot, unanswered } from "./outbox.js";
import { SIGN_OUT } from "./send.js";

export function startLeaving() {
  document.addEventListener("submit", leave, { capture: true });
}

/** @param {Event} event */
function leave(event) {
  const { target } = event;
  if (!(target instanceof HTMLFormElement) || target.getAttribute("action") !== SIGN_OUT) return;
  const dialog = document.getElementById("leaving");
  if (dialog instanceof HTMLDialogElement && !dialog.contains(target) && unanswered().length) ask(event, dialog);
  else if (isAway()) void leaveUnheard(event, target);
}

/**
 * @param {Event} event
 * @param {HTMLDialogElement} dialog
 */
function ask(event, dialog) {
  event.preventDefault();
  event.stopPropagation();
  const slot = dialog.querySelector("[data-slot=unsent]");
  if (slot) slot.textContent = word("unsent-count", { n: unanswered().length });
  dialog.showModal();
}

/**
 * @param {Event} event
 * @param {HTMLFormElement} form
 */
async function leaveUnheard(event, form) {
  event.preventDefault();
  await jot({
    key: newKey(),
    staff: Number(document.body.dataset.staff ?? 0),
    at: Date.now(),
    wasAway: true,
    method: "POST",
    path: SIGN_OUT,
    body: "",
    words: word("sign-out"),
    look: { abouts: [], look: "", fields: {} },
  });
  setLocked();
  form.submit();
}
