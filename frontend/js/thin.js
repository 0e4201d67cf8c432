/**
 * Pushes of long lists leave out what we have: an empty row (`data-same`) stands for the one here that has the same
 * mark. Such a push is put in row by row, since a morph of the whole list takes as long as the list is. Where a row of
 * ours has another mark, or there is none, something was missed. The first push is whole; what we have of it, we leave
 * out ourselves, as the server does (wiring/thin.py), before it is parsed.
 *
 * Lists are `[data-rows]`; what else changes in the same fragment are `[data-part]`. All have ids.
 */
import htmx from "htmx.org";

const PIECE = "[data-rows], [data-part]";
const ROW = /<li data-mark="(\w+)" [^>]*?id="([\w-]+)".*?<\/li>/gs;

htmx.registerExtension("thin", {
  /** @type {(element: Element, detail: { oldNode: Element, newNode: Element }) => boolean} */
  htmx_before_morph_node: (_, { oldNode, newNode }) => !isSame(newNode) || !keep(oldNode, newNode),
});

/**
 * Show a pushed fragment in place of what is there.
 * @param {HTMLElement} element
 * @param {string} html
 */
export async function put(element, html) {
  const pairs = piecewise(element, html) ?? [pair(element, html)];
  for (const { target, text } of pairs) await htmx.swap({ sourceElement: target, target, swap: "outerMorph", text });
}

/**
 * Whether a fragment lacks rows after a push.
 * @param {Element} element
 */
export function isMissing(element) {
  return rowsIn(element).some((row) => isSame(row));
}

/**
 * What is to be swapped for what where both have rows, and some of ours can stay.
 * @param {Element} element
 * @param {string} html
 */
function piecewise(element, html) {
  const marks = marksOf(element);
  if (!marks.size) return undefined;
  const thin = without(marks, html);
  const next = thin.includes(" data-same>") ? parsed(thin) : null;
  return next && isAlike(element, next) ? pairsOf(element, next) : undefined;
}

/** @param {Element} element */
function marksOf(element) {
  const ours = rowsIn(element).filter((row) => !isSame(row));
  return new Set(ours.map((row) => row.getAttribute("data-mark") ?? ""));
}

/** @param {Element} element */
function rowsIn(element) {
  if (!element.querySelector("[data-rows]")) return [];
  return piecesOf(element).flatMap((piece) => (piece.matches("[data-rows]") ? [...piece.children] : []));
}

/**
 * A fragment with an empty row in place of each that we have.
 * @param {Set<string>} marks
 * @param {string} html
 */
function without(marks, html) {
  return html.replace(ROW, (row, mark, id) =>
    marks.has(mark) ? `<li data-mark="${mark}" id="${id}" data-same></li>` : row,
  );
}

/** @param {string} html */
function parsed(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

/**
 * Whether two fragments differ in rows and parts alone: a list that was empty, or is, is another fragment.
 * @param {Element} element
 * @param {Element} next
 */
function isAlike(element, next) {
  return names(element) === names(next);
}

/** @param {Element} element */
function names(element) {
  return piecesOf(element)
    .map(({ id }) => id)
    .join();
}

/**
 * Without a search through the rows, which may be hundreds.
 * @param {Element} element
 * @returns {Element[]}
 */
function piecesOf(element) {
  return element.matches(PIECE) ? [element] : [...element.children].flatMap(piecesOf);
}

/**
 * What is to be swapped for what, once our rows stand in the order of theirs.
 * @param {Element} element
 * @param {Element} next
 */
function pairsOf(element, next) {
  for (const { name, value } of next.attributes) element.setAttribute(name, value);
  const ours = new Map(piecesOf(element).map((piece) => [piece.id, piece]));
  return piecesOf(next).flatMap((theirs) => {
    const mine = ours.get(theirs.id) ?? theirs;
    return theirs.hasAttribute("data-rows") ? rowsOf(mine, theirs) : partOf(mine, theirs);
  });
}

/**
 * @param {Element} ours
 * @param {Element} theirs
 */
function partOf(ours, theirs) {
  return ours.isEqualNode(theirs) ? [] : [pair(ours, theirs.outerHTML)];
}

/**
 * @param {Element} ours
 * @param {Element} theirs
 */
function rowsOf(ours, theirs) {
  const old = new Map([...ours.children].map((row) => [row.id, row]));
  let place = ours.firstElementChild;
  const pairs = [...theirs.children].flatMap((row) => {
    const mine = old.get(row.id) ?? blank(row);
    old.delete(row.id);
    if (mine === place) place = mine.nextElementSibling;
    else for (const node of [mine, new Text("\n")]) ours.insertBefore(node, place);
    return isSame(row) && keep(mine, row) ? [] : [pair(mine, row.outerHTML)];
  });
  for (const gone of old.values()) gone.remove();
  return pairs;
}

/**
 * @param {Element} target
 * @param {string} text
 */
function pair(target, text) {
  return { target: /** @type {HTMLElement} */ (target), text };
}

/**
 * A row to be filled.
 * @param {Element} row
 */
function blank({ localName, id }) {
  return Object.assign(document.createElement(localName), { id });
}

/** @param {Element} row */
function isSame(row) {
  return row.hasAttribute?.("data-same");
}

/**
 * Leave our row as it is, and note whether it is what they think we have.
 * @param {Element} ours
 * @param {Element} theirs
 */
function keep(ours, theirs) {
  ours.toggleAttribute("data-same", ours.getAttribute("data-mark") !== theirs.getAttribute("data-mark"));
  return true;
}
