/**
 * Boxes. A `[data-box-count]` number, typed or a fact (looks/show.js), says how many `[data-boxes]` holds: each further one is
 * a copy of the first, its texts with the place {n} in their `data-label`. A `[data-size]` button writes a usual size into its box. In a
 * `[data-then-next]` field the Enter that a scanner sends goes on to the next one, and from the last to the button, so
 * that no scan gives a box away by itself.
 */

document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.matches("[data-box-count]")) fit(event.target);
});

document.addEventListener("looks:shown", () => {
  const counts = document.querySelectorAll("[data-box-count][data-mirrors]");
  for (const count of /** @type {NodeListOf<HTMLInputElement>} */ (counts)) fit(count);
});

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-size]") : null;
  if (button instanceof HTMLElement) measure(button);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
  if (!event.target.matches("[data-then-next]")) return;
  event.preventDefault();
  next(event.target)?.focus();
});

/** @param {HTMLInputElement} count */
function fit(count) {
  const list = count.form?.querySelector("[data-boxes]");
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
  for (const label of copy.querySelectorAll("label")) label.htmlFor = label.htmlFor.replace(/-1$/, `-${place}`);
  for (const said of /** @type {NodeListOf<HTMLElement>} */ (copy.querySelectorAll("[data-label]")))
    said.textContent = (said.dataset.label ?? "").replace("{n}", String(place));
  for (const field of copy.querySelectorAll("input")) begin(field, place);
  return copy;
}

/**
 * @param {HTMLInputElement} field
 * @param {number} place
 */
function begin(field, place) {
  field.id = field.id.replace(/-1$/, `-${place}`);
  if ("stays" in field.dataset) return;
  field.value = "boxNumber" in field.dataset ? String(place) : "";
}

/** @param {HTMLElement} button */
function measure(button) {
  const field = button.closest("[data-box]")?.querySelector("input[name=size]");
  if (field instanceof HTMLInputElement) field.value = button.dataset.size ?? "";
}

/** @param {HTMLInputElement} field */
function next(field) {
  const all = [...(field.form?.querySelectorAll("[data-then-next], button[type=submit]") ?? [])];
  return /** @type {HTMLElement | undefined} */ (all[all.indexOf(field) + 1]);
}
