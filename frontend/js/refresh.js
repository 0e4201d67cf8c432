/** Drawing the whole page anew without losing what a person is doing on it, nor the sound that a tap has allowed. */
import htmx from "htmx.org";

/** Fetch this page and morph it in. Says whether that worked. */
export async function refresh() {
  const { app } = document.body.dataset;
  let worked = false;
  const note = () => (worked = true);
  document.addEventListener("htmx:after:swap", note, { once: true });
  await htmx.ajax("GET", location.href, { target: document.body, swap: "outerMorph" });
  document.removeEventListener("htmx:after:swap", note);
  if (worked && document.body.dataset.app !== app && !isTyping()) location.reload();
  return worked;
}

/** Whether somebody would lose something by a reload: a field that is filled in, or a dialog that stands open. */
function isTyping() {
  if (document.querySelector("dialog[open]")) return true;
  const focus = document.activeElement;
  return focus instanceof HTMLInputElement || focus instanceof HTMLTextAreaElement ? focus.value !== "" : false;
}
