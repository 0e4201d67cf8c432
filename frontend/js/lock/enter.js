/**
 * A PIN is entered, on its own page or on the lock. The server decides; where it is not reached, the tablet does, for those who
 * signed in on it this shift. Without script the form goes its way by itself.
 */
import { say } from "../messages.js";
import { isAway } from "../reach.js";
import { word } from "../words.js";
import { check, forget, people, remember } from "./people.js";
import { setOpen } from "./state.js";
import { become, standsIn, who } from "./who.js";

const FORM = '[data-pin-form][action="/pin"]';
const PATIENCE = 6_000;
const SENTENCES = { wrong: "pin-wrong", spent: "pin-spent", unknown: "pin-unknown" };

/** @param {(entered: { id: string, isReached: boolean }) => void} goOn somebody is let in */
export function startEnter(goOn) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    if (form.matches(FORM)) void enter(event, form, goOn);
    if (form.matches('[action="/sign-out"], [action="/account/pin"]')) forget(document.body.dataset.staff ?? "");
  });
}

/**
 * @param {Event} event
 * @param {HTMLFormElement} form
 * @param {(entered: { id: string, isReached: boolean }) => void} goOn
 */
async function enter(event, form, goOn) {
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  const answer = isAway() ? undefined : await ask(form).catch(() => undefined);
  const told = answer && answer.status < 500 ? await heard(form, answer) : await alone(form);
  form.ariaBusy = null;
  for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[name=pin]")))
    field.value = "";
  if (told !== "right") return say(form.querySelector("[data-error]") ?? form, told);
  goOn({ id: chosen(form).id, isReached: Boolean(answer) });
}

/** @param {HTMLFormElement} form */
function ask(form) {
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  return fetch("/pin", { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
}

/**
 * The server let them in, which shows as a redirect, or says why not.
 * @param {HTMLFormElement} form
 * @param {Response} answer
 */
async function heard(form, answer) {
  if (answer.type !== "opaqueredirect") return sentenceOf(await answer.text());
  const { shiftH = 0, tries = 0 } = form.dataset;
  setOpen({ isOwnSession: true });
  const here = who();
  if (here?.id === chosen(form).id) become({ ...here, standsIn: false });
  await remember({ ...chosen(form), hours: Number(shiftH), tries: Number(tries) });
  return "right";
}

/**
 * Nobody but the tablet can say.
 * @param {HTMLFormElement} form
 */
async function alone(form) {
  const { id, name, pin } = chosen(form);
  const told = await check(id, pin);
  if (told !== "right") return word(SENTENCES[told]);
  const { role = "", audience = "", home = "" } = people().find((each) => each.id === id) ?? {};
  const isOwnSession = who()?.id === id && !standsIn();
  become({ id, name, role, audience, home, standsIn: !isOwnSession });
  setOpen({ isOwnSession });
  navigator.serviceWorker?.controller?.postMessage({ do: "become", audience, home });
  return "right";
}

/** @param {HTMLFormElement} form */
function chosen(form) {
  const tile = form.querySelector("[name=staff_id]:checked");
  const name = tile?.closest("label")?.querySelector("strong")?.textContent ?? "";
  return { id: tile?.getAttribute("value") ?? "", name, pin: String(new FormData(form).get("pin") ?? "") };
}

/** @param {string} html */
function sentenceOf(html) {
  const said = new DOMParser().parseFromString(html, "text/html").querySelector("[data-error]")?.textContent?.trim();
  return said || word("failed");
}
