/**
 * The camera as a scanner; loaded on demand. The browser's own detector where it knows all our formats, else ZXing in
 * WebAssembly, served by us.
 */
import { BarcodeDetector as Ponyfill, prepareZXingModule } from "barcode-detector/ponyfill";

/** @type {import("barcode-detector/ponyfill").BarcodeFormat[]} */
const FORMATS = ["ean_13", "ean_8", "upc_a", "upc_e", "code_128", "qr_code", "data_matrix"];
/** Between two looks at the picture, in ms. */
const LOOK = 120;

/** @type {Promise<InstanceType<typeof Ponyfill>> | undefined} made once: WebAssembly takes its time to start */
let making;

/**
 * Show what the camera sees until a code is found or the person gives up.
 * @param {{ wasm: string, word: (name: string) => string }} page where the WebAssembly is, and the page's words
 * @returns {Promise<string | undefined>} the code
 * @throws {DOMException} where there is no camera, or no leave to use it
 */
export async function scan({ wasm, word }) {
  making ??= makeDetector(wasm);
  const [detector, stream] = await Promise.all([making, openCamera()]);
  const { dialog, video } = makeDialog(word);
  video.srcObject = stream;
  try {
    await video.play();
    dialog.showModal();
    return await watch(detector, video, dialog);
  } finally {
    dialog.remove();
    for (const track of stream.getTracks()) track.stop();
  }
}

function openCamera() {
  if (!navigator.mediaDevices) throw new DOMException("no camera", "NotFoundError");
  return navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
}

/** @param {string} wasm */
async function makeDetector(wasm) {
  const Native = /** @type {typeof Ponyfill | undefined} */ (Reflect.get(globalThis, "BarcodeDetector"));
  const known = (await Native?.getSupportedFormats().catch(() => [])) ?? [];
  if (Native && FORMATS.every((format) => known.includes(format))) return new Native({ formats: FORMATS });
  prepareZXingModule({ overrides: { locateFile: () => wasm } });
  return new Ponyfill({ formats: FORMATS });
}

/** @param {(name: string) => string} word */
function makeDialog(word) {
  const dialog = document.createElement("dialog");
  dialog.className = "camera";
  dialog.setAttribute("aria-label", word("camera-title"));
  const video = document.createElement("video");
  Object.assign(video, { muted: true, playsInline: true });
  const close = document.createElement("button");
  Object.assign(close, { type: "button", className: "button", textContent: word("close") });
  close.addEventListener("click", () => dialog.close());
  dialog.append(video, close);
  document.body.append(dialog);
  return { dialog, video };
}

/**
 * @param {InstanceType<typeof Ponyfill>} detector
 * @param {HTMLVideoElement} video
 * @param {HTMLDialogElement} dialog
 */
async function watch(detector, video, dialog) {
  while (dialog.open) {
    const [found] = await detector.detect(video).catch(() => []);
    if (found?.rawValue) return found.rawValue;
    await new Promise((resume) => setTimeout(resume, LOOK));
  }
  return undefined;
}
