/**
 * A list that is drawn anew by each command that adds to it, and is kept nowhere else. A form in `[data-draft="#list"]`
 * sends along what the list holds when its turn comes: scans follow each other faster than answers, and the list of
 * when it was scanned would lack what came just before.
 */

document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = /** @type {CustomEvent<{ ctx: { sourceElement: Element, request: { body: unknown } } }>} */ (event)
    .detail;
  const place = ctx.sourceElement.closest("[data-draft]")?.getAttribute("data-draft");
  if (place && ctx.request.body instanceof URLSearchParams) add(ctx.request.body, place);
});

/**
 * @param {URLSearchParams} body
 * @param {string} place
 */
function add(body, place) {
  for (const field of document.querySelectorAll(`${place} input[name]`))
    if (field instanceof HTMLInputElement) body.append(field.name, field.value);
}
