/**
 * Light or dark: as the device likes it, until somebody wants the other. That is kept in a cookie, so that the server
 * draws the first frame in it.
 */
const YEAR = 31_536_000;

const kept = /(?:^|; )theme=(\w+)/.exec(document.cookie)?.[1];
if (kept) document.documentElement.dataset.theme = kept;

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-theme-toggle]");
  if (button) choose(current() === "dark" ? "light" : "dark");
});

function current() {
  const { theme } = document.documentElement.dataset;
  return theme === "light" || theme === "dark" ? theme : liked();
}

function liked() {
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** @param {"light" | "dark"} wanted */
function choose(wanted) {
  const theme = wanted === liked() ? "auto" : wanted;
  document.documentElement.dataset.theme = theme;
  document.cookie = `theme=${theme}; Path=/; Max-Age=${YEAR}; SameSite=Lax`;
}
