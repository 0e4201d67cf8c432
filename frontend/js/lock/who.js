/**
 * Who acts on this tablet: whoever is signed in, as the server's page says (`data-staff` of the body). A page that the service
 * worker kept (`data-kept` of the document) was drawn for whoever was here then, and without a connection a colleague may
 * stand in (people.js); so the tablet knows by itself who it is, and writes it into such a page.
 */

import { describe } from "./people.js";

/** @typedef {{ id: string, name: string, role: string, audience: string, home: string, standsIn?: boolean }} Person */

const STORE = "who";

/** Before anything asks who acts. */
export function startWho() {
  learn();
  document.documentElement.setAttribute("data-begun", "");
}

/** The page is as the server draws it now; or it was kept. */
export function learn() {
  const { staff = "", name = "", role = "", audience = "", home = "" } = document.body.dataset;
  if (!staff) return;
  const known = who();
  const drawn = { id: staff, name, role, audience, home };
  if (document.documentElement.hasAttribute("data-kept")) return known && write(known);
  become(drawn);
  describe(drawn);
}

/** @returns {Person | undefined} */
export function who() {
  return JSON.parse(localStorage.getItem(STORE) ?? "null") ?? undefined;
}

/** The location where this tablet stands. */
export function standingAt() {
  return Number(/^\/stores\/(\d+)\//.exec(document.body.dataset.home ?? "")?.[1]);
}

/** Whether who acts is somebody else than whose session it is. */
export function standsIn() {
  return Boolean(who()?.standsIn);
}

/** @param {Person} person */
export function become(person) {
  localStorage.setItem(STORE, JSON.stringify(person));
  write(person);
}

/** @param {Person} person */
function write({ id, name, role }) {
  const { dataset } = document.body;
  if (dataset.staff === id) return;
  const before = dataset.name ?? "";
  Object.assign(dataset, { staff: id, name, role });
  const [first = "", ...rest] = name.split(" ");
  const parts = { first, rest: rest.join(" ") };
  for (const [part, text] of Object.entries(parts))
    for (const element of document.querySelectorAll(`[data-who="${part}"]`)) element.textContent = text;
  for (const element of document.querySelectorAll("[data-who-named]"))
    for (const attribute of ["title", "aria-label"])
      element.setAttribute(attribute, (element.getAttribute(attribute) ?? "").replace(before, name));
}
