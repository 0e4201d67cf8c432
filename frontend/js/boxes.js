/**
 * Boxes. A `[data-box-count]` number says how many fields `[data-weights]` holds: each further one is a copy of the
 * first, named by its `data-label` with the place {n}. In a `[data-then-next]` field the Enter that a scanner sends goes
 * on to the next one, and from the last to the button, so that no scan gives a box away by itself.
 */

document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.matches("[data-box-count]")) fit(event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
  if (!event.target.matches("[data-then-next]")) return;
  event.preventDefault();
  next(event.target)?.focus();
});

/** @param {HTMLInputElement} count */
function fit(count) {
  const list = count.form?.querySelector("[data-weights]");
  const first = list?.firstElementChild;
  if (!list || !(first instanceof HTMLElement)) return;
  const wanted = Math.min(Math.max(1, Number(count.value) || 1), Number(count.max));
  while (list.children.length > wanted) list.lastElementChild?.remove();
  while (list.children.length < wanted) list.append(another(first, list.children.length + 1));
}

/**
 * @param {HTMLElement} first
 * @param {number} place
 */
function another(first, place) {
  const copy = /** @type {HTMLElement} */ (first.cloneNode(true));
  const [label, field] = [copy.querySelector("label"), copy.querySelector("input")];
  if (label && field) {
    field.value = "";
    field.id = field.id.replace("1", String(place));
    label.htmlFor = field.id;
    label.textContent = (label.dataset.label ?? "").replace("{n}", String(place));
  }
  return copy;
}

/** @param {HTMLInputElement} field */
function next(field) {
  const all = [...(field.form?.querySelectorAll("[data-then-next], button[type=submit]") ?? [])];
  return /** @type {HTMLElement | undefined} */ (all[all.indexOf(field) + 1]);
}
