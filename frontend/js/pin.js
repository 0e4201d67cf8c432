/**
 * The PIN pad: large keys that type into the form's own field, and the tiles of the staff that lead to it. Without
 * script the field and the radio buttons do the same.
 */

document.addEventListener("click", (event) => {
  const key = event.target instanceof Element && event.target.closest("[data-digit], [data-erase]");
  if (key instanceof HTMLElement) press(key);
});

document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.matches("[data-pin-form] [type=radio]"))
    begin(event.target);
});

/** @param {HTMLElement} key */
function press(key) {
  const field = fieldOf(key);
  if (!field) return;
  const { digit } = key.dataset;
  field.value = digit === undefined ? field.value.slice(0, -1) : (field.value + digit).slice(0, field.maxLength);
}

/**
 * A finger has the pad; focus would only bring up the keyboard of the tablet.
 * @param {HTMLElement} tile
 */
function begin(tile) {
  const field = fieldOf(tile);
  if (!field) return;
  field.value = "";
  if (matchMedia("(pointer: fine)").matches) field.focus();
}

/** @param {HTMLElement} element */
function fieldOf(element) {
  return /** @type {HTMLInputElement | null} */ (element.closest("[data-pin-form]")?.querySelector("[name=pin]"));
}
