/**
 * A slider beside a number (`data-slides` names the number's id): each follows the other. What is sent is the number, so a
 * slider that ends earlier loses nothing.
 */

document.addEventListener("input", ({ target }) => {
  if (!(target instanceof HTMLInputElement)) return;
  const number = target.dataset.slides && document.getElementById(target.dataset.slides);
  if (number instanceof HTMLInputElement) number.value = Number(target.value).toFixed(2);
  const slider = target.id && document.querySelector(`[data-slides="${CSS.escape(target.id)}"]`);
  if (slider instanceof HTMLInputElement) slider.value = target.value;
});
