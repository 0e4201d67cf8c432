/** Drawing the whole page anew without losing what a person is doing on it, nor the sound that a tap has allowed. */
import htmx from "htmx.org";
import { learn, standsIn } from "./lock/who.js";

let isLeaving = false;
addEventListener("pageshow", () => {
  isLeaving = false;
});

/**
 * Fetch this page and morph it in. Says whether that worked; it may also lead away, to where one signs in. Not while a
 * colleague stands in for whose session it is: the server would draw that one's page.
 */
export async function refresh() {
  if (standsIn()) return false;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => undefined);
  if (!answer || answer.status >= 500) return false;
  if (!answer.ok || answer.redirected) return leave(answer);
  const { app } = document.body.dataset;
  await htmx.swap({ target: document.body, swap: "outerMorph", text: await answer.text() });
  document.documentElement.removeAttribute("data-kept");
  learn();
  if (document.body.dataset.app !== app && !isTyping()) location.reload();
  return true;
}

/**
 * This page is not to be had any more; the browser shows why. Several may find that out at once, and a second way there
 * would break off the first.
 * @param {Response} answer
 */
function leave({ redirected, url }) {
  if (isLeaving) return false;
  isLeaving = true;
  if (redirected) location.assign(url);
  else location.reload();
  return false;
}

/** Whether somebody would lose something by a reload: a field that is filled in, or a dialog that stands open. */
function isTyping() {
  if (document.querySelector("dialog[open]")) return true;
  const focus = document.activeElement;
  return focus instanceof HTMLInputElement || focus instanceof HTMLTextAreaElement ? focus.value !== "" : false;
}
