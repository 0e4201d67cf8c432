/** A menu (`<details data-menu>`) closes at a tap beside it and by Escape, as menus do. */

document.addEventListener("click", ({ target }) => {
  for (const menu of openMenus()) if (!(target instanceof Node && menu.contains(target))) menu.open = false;
});

document.addEventListener("keydown", ({ key }) => {
  for (const menu of key === "Escape" ? openMenus() : []) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});

function openMenus() {
  return /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("[data-menu][open]"));
}
