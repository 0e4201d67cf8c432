/**
 * Dialogs. A button with `data-opens="id"` opens the dialog of that id; what its own `data-` attributes say fills the
 * dialog: `data-action` becomes where the form is sent, and each `data-fill-<name>` the text of `[data-slot=<name>]`,
 * the value of `[data-begin=<name>]`, the upper bound of `[data-limit=<name>]`, and both of `[data-bound=<name>]`. So
 * one dialog serves all lines of a list. What it has to ask the server for (`data-asks`) comes a moment later.
 * A `[data-step]` button counts the number beside it up or down, as if somebody typed it.
 */

import { ask } from "./asked.js";
import { aboutsOf } from "./looks/scopes.js";

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const opener = event.target.closest("[data-opens]");
  if (opener instanceof HTMLElement) open(opener);
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
});

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-step]") : null;
  const field = button?.parentElement?.querySelector("input");
  if (!field) return;
  field.stepUp(Number(button?.getAttribute("data-step")));
  field.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.form?.hasAttribute("data-reveals"))
    reveal(event.target.form);
});

/** @param {HTMLElement} opener */
function open(opener) {
  const dialog = document.getElementById(opener.dataset.opens ?? "");
  if (!(dialog instanceof HTMLDialogElement)) return;
  const form = dialog.querySelector("form");
  if (form) prepare(form, opener.dataset.action);
  if (form) bind(form, opener);
  for (const [name, value] of Object.entries(opener.dataset)) fill(dialog, name, value ?? "");
  dialog.showModal();
  void ask(dialog, opener.dataset.asks);
}

/**
 * @param {HTMLFormElement} form
 * @param {string} [action]
 */
function prepare(form, action) {
  form.reset();
  form.querySelector("[data-error]")?.replaceChildren();
  if (form.hasAttribute("data-reveals")) reveal(form);
  if (action) {
    form.setAttribute("action", action);
    form.setAttribute("hx-post", action);
  }
}

/**
 * A command that is kept says what it is in the words of its opener, and is about what that stands in.
 * @param {HTMLFormElement} form
 * @param {HTMLElement} opener
 */
function bind(form, opener) {
  const { keeps, look } = opener.dataset;
  if (keeps === undefined) return;
  Object.assign(form.dataset, { keeps, look: look ?? "", lookAbout: aboutsOf(opener).join(" ") });
}

/**
 * @param {HTMLDialogElement} dialog
 * @param {string} name as the dataset has it: `fillName` for `data-fill-name`
 * @param {string} value
 */
function fill(dialog, name, value) {
  if (!name.startsWith("fill")) return;
  const slot = name.slice(4).toLowerCase();
  for (const element of dialog.querySelectorAll(`[data-slot="${slot}"]`)) element.textContent = value;
  for (const element of dialog.querySelectorAll(`[data-bound="${slot}"], [data-limit="${slot}"]`))
    element.setAttribute("max", value);
  for (const element of dialog.querySelectorAll(`[data-bound="${slot}"], [data-begin="${slot}"]`))
    element.setAttribute("value", value);
}

/**
 * Show the fields that the chosen answer asks for: `data-shown-by="not_in_stock"`.
 * @param {HTMLFormElement} form
 */
function reveal(form) {
  const chosen = [...new FormData(form).values()];
  for (const element of form.querySelectorAll("[data-shown-by]")) {
    const shown = chosen.includes(element.getAttribute("data-shown-by") ?? "");
    element.toggleAttribute("hidden", !shown);
    for (const field of element.querySelectorAll("input")) field.disabled = !shown;
  }
}
