/** What listeners of htmx's events share. */

/**
 * Do some work when htmx says something, with the context of the request that it is about.
 * @template Context
 * @param {string} name
 * @param {(ctx: Context, event: Event) => unknown} work
 */
export function on(name, work) {
  document.addEventListener(name, (event) => {
    work(/** @type {CustomEvent<{ ctx: Context }>} */ (event).detail.ctx, event);
  });
}

/**
 * The button behind a command; none for those that may be tapped again at once (`data-repeat`).
 * @param {{ sourceElement: Element, request: { submitter?: Element | null } }} ctx
 */
export function buttonOf({ request, sourceElement }) {
  const button = request.submitter ?? sourceElement.querySelector("button:not([type=button])");
  return button?.hasAttribute("data-repeat") ? null : button;
}
