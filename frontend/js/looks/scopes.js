/**
 * Scopes: elements that say what is true of something (`data-about="line:…"`, `data-facts` as JSON), one within the
 * other; `data-also` names what stands elsewhere on the page and changes with it. What a command will change is written
 * down by their names, so that it can be shown on any page that knows them, also after the tablet was off.
 */

/** @typedef {import("./language.js").Facts} Facts */
/** @typedef {{ abouts: string[], look: string, fields: Facts }} Look what a command changes, of what */

/**
 * The names of the scopes around an element, the nearest first.
 * @param {Element} element
 * @returns {string[]}
 */
export function aboutsOf(element) {
  const scope = element.closest("[data-about]");
  if (!scope) return [];
  const own = `${scope.getAttribute("data-about")} ${scope.getAttribute("data-also") ?? ""}`.trim().split(/\s+/);
  return [...own, ...(scope.parentElement ? aboutsOf(scope.parentElement) : [])];
}

/**
 * What the server said of the nearest scope, if there is one.
 * @param {Element} element
 * @returns {Facts}
 */
export function truthAround(element) {
  const scope = element.closest("[data-about]");
  return scope ? truthOf(scope) : {};
}

/**
 * What the server said of a scope.
 * @param {Element} scope
 * @returns {Facts}
 */
export function truthOf(scope) {
  return JSON.parse(scope.getAttribute("data-facts") ?? "{}");
}

/**
 * @param {string} about
 * @returns {NodeListOf<HTMLElement>}
 */
export function scopesOf(about) {
  return document.querySelectorAll(`[data-about="${CSS.escape(about)}"]`);
}
