/**
 * A part of a line: what is taken and what is left here are together never more than there is (`data-there`), so one
 * lessens the other; why something is left is asked only where something is.
 */

document.addEventListener("reset", ({ target }) => {
  if (!(target instanceof HTMLFormElement)) return;
  for (const reason of target.querySelectorAll("[data-part=reason]")) reason.setAttribute("hidden", "");
});

document.addEventListener("change", ({ target }) => {
  const part = target instanceof HTMLInputElement ? target.closest("[data-there]") : null;
  if (part instanceof HTMLElement) balance(part, /** @type {HTMLInputElement} */ (target));
});

/**
 * @param {HTMLElement} part
 * @param {HTMLInputElement} said what somebody typed or stepped
 */
function balance(part, said) {
  const there = Number(part.dataset.there);
  const [taken, left] = [field(part, "taken"), field(part, "left")];
  const other = said === taken ? left : taken;
  if (other) other.value = String(Math.max(0, Math.min(Number(other.value), there - Number(said.value))));
  part.querySelector("[data-part=reason]")?.toggleAttribute("hidden", !Number(left?.value));
}

/**
 * @param {HTMLElement} part
 * @param {string} name
 * @returns {HTMLInputElement | null}
 */
function field(part, name) {
  return part.querySelector(`[data-part=${name}]`);
}
