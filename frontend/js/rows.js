/**
 * Rows that can be put in another order: a `[data-moves]` button moves its `[data-row]` one place, earlier (-1) or later (1),
 * and keeps the focus, so that it can be pressed again. The order of a form's fields is what is sent.
 */

document.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest("[data-moves]") : null;
  const row = button?.closest("[data-row]");
  if (!(button instanceof HTMLElement) || !row) return;
  const isEarlier = button.dataset.moves === "-1";
  const neighbour = isEarlier ? row.previousElementSibling : row.nextElementSibling;
  if (!neighbour) return;
  if (isEarlier) neighbour.before(row);
  else neighbour.after(row);
  button.focus();
});
