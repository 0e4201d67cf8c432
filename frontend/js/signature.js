/**
 * Sign with a finger, a pen or a mouse: strokes on a `[data-signature]` canvas become an SVG path in its hidden field,
 * on a field of 600 by 200 and with few points, so that it stays small. `[data-unsign]` begins anew.
 */

const WIDTH = 600;
const HEIGHT = 200;
const STEP = 4;
const MOST = 8000;

/** @type {[number, number] | null} */
let last = null;

document.addEventListener("pointerdown", (event) => {
  const canvas = canvasOf(event);
  if (!canvas) return;
  canvas.setPointerCapture(event.pointerId);
  last = at(canvas, event);
  note(canvas, `M${last.join(" ")}`);
});

document.addEventListener("pointermove", (event) => {
  const canvas = canvasOf(event);
  if (!canvas || !last) return;
  const next = at(canvas, event);
  if (Math.hypot(next[0] - last[0], next[1] - last[1]) < STEP) return;
  draw(canvas, last, next);
  note(canvas, `L${next.join(" ")}`);
  last = next;
});

for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => finish());

document.addEventListener("click", (event) => {
  const place = event.target instanceof Element && event.target.closest("[data-unsign]")?.closest("[data-signature]");
  if (place) unsign(place);
});

document.addEventListener("reset", ({ target }) => {
  if (!(target instanceof HTMLFormElement)) return;
  for (const place of target.querySelectorAll("[data-signature]")) unsign(place);
});

/** @param {Element} place */
function unsign(place) {
  place.querySelector("canvas")?.getContext("2d")?.clearRect(0, 0, WIDTH, HEIGHT);
  fieldOf(place).value = "";
}

function finish() {
  last = null;
  // A dot is no stroke, and no path of ours.
  for (const place of document.querySelectorAll("[data-signature]"))
    fieldOf(place).value = fieldOf(place).value.replace(/M\d+ \d+(?=M|$)/g, "");
}

/** @param {PointerEvent} event */
function canvasOf({ target }) {
  return target instanceof HTMLCanvasElement && target.closest("[data-signature]") ? target : null;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {PointerEvent} event
 * @returns {[number, number]}
 */
function at(canvas, event) {
  const box = canvas.getBoundingClientRect();
  return [scaled(event.clientX - box.left, box.width, WIDTH), scaled(event.clientY - box.top, box.height, HEIGHT)];
}

/**
 * @param {number} place
 * @param {number} size
 * @param {number} most
 */
function scaled(place, size, most) {
  return Math.round(Math.min(Math.max(0, place / size), 1) * most);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {[number, number]} from
 * @param {[number, number]} to
 */
function draw(canvas, from, to) {
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.strokeStyle = getComputedStyle(canvas).color;
  pen.lineWidth = 3;
  pen.lineCap = "round";
  pen.beginPath();
  pen.moveTo(...from);
  pen.lineTo(...to);
  pen.stroke();
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {string} piece
 */
function note(canvas, piece) {
  const field = fieldOf(canvas.closest("[data-signature]"));
  if (field.value.length + piece.length <= MOST) field.value += piece;
}

/**
 * @param {Element | null} place
 * @returns {HTMLInputElement}
 */
function fieldOf(place) {
  return /** @type {HTMLInputElement} */ (place?.querySelector("input[type=hidden]"));
}
