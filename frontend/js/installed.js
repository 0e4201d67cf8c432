/**
 * The service worker, seen from a page: registered where somebody is signed in, told when there may be something new to
 * keep. A new version waits until a person asks for it (`[data-update]`), or nobody is at work on the queue.
 */
import { nowAndAfterSwap, within } from "./afterswap.js";
import { unanswered } from "./outbox/outbox.js";

const WORKER = "/worker.js";
/** Pushes come in bursts. */
const GATHERED = 4_000;
const IDLE = 60_000;
const LOOK = 15 * 60_000;

/** @type {ServiceWorkerRegistration | undefined} */
let registration;
let timer = 0;
let touched = Date.now();
let isRenewed = false;

export function startInstalled() {
  nowAndAfterSwap(warn);
  if (!("serviceWorker" in navigator) || !document.body.dataset.staff) return;
  addEventListener("load", () => void register());
  if (document.readyState === "complete") void register();
  for (const name of ["live:push", "outbox"]) document.addEventListener(name, fillSoon);
  for (const name of ["pointerdown", "keydown"])
    addEventListener(name, () => (touched = Date.now()), { passive: true });
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("[data-update]")) renew();
  });
  navigator.serviceWorker.addEventListener("controllerchange", () => isRenewed && location.reload());
  setInterval(renewWhenIdle, IDLE / 2);
  setInterval(() => void registration?.update().catch(() => undefined), LOOK);
}

async function register() {
  void navigator.storage?.persist?.(); // what is not sent is not to go when the disk is full
  registration ??= await navigator.serviceWorker.register(WORKER, { updateViaCache: "none" }).catch(() => undefined);
  registration?.addEventListener("updatefound", () => {
    registration?.installing?.addEventListener("statechange", showUpdate);
  });
  showUpdate();
  fillSoon();
}

function fillSoon() {
  if (unanswered().length) return;
  clearTimeout(timer);
  timer = setTimeout(() => registration?.active?.postMessage({ do: "fill" }), GATHERED);
}

function showUpdate() {
  const isWaiting = Boolean(registration?.waiting && navigator.serviceWorker.controller);
  for (const element of document.querySelectorAll("[data-update]")) element.toggleAttribute("hidden", !isWaiting);
}

function renew() {
  isRenewed = true;
  registration?.waiting?.postMessage({ do: "renew" });
}

/** Nobody is interrupted: only on the queue, when nothing waits, is open or half-typed, and nobody touched it for a while. */
function renewWhenIdle() {
  showUpdate();
  const isBusy = document.querySelector("dialog[open], input:focus, textarea:focus") ?? unanswered()[0];
  if (!isBusy && document.querySelector("[data-idles]") && Date.now() - touched > IDLE) renew();
}

/**
 * A page that is not secure has no service worker and no camera.
 * @param {Document | Element} piece
 */
function warn(piece) {
  for (const element of within(piece, "[data-insecure]"))
    element.toggleAttribute("hidden", globalThis.isSecureContext !== false);
}
