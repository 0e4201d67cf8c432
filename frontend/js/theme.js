/** Light, dark, or as the device likes it; kept in a cookie so that the server draws the first frame in it. */

const THEMES = ["auto", "light", "dark"];
const YEAR = 31_536_000;

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-theme-toggle]");
  if (button) choose(THEMES[(THEMES.indexOf(current()) + 1) % THEMES.length] ?? "auto");
});

function current() {
  return document.documentElement.dataset.theme ?? "auto";
}

/** @param {string} theme */
function choose(theme) {
  document.documentElement.dataset.theme = theme;
  document.cookie = `theme=${theme}; Path=/; Max-Age=${YEAR}; SameSite=Lax`;
}
