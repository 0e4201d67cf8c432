/**
 * One at a time over all tabs: by a lock of the browser, or, on a page that is not secure and has none, by a lease that is
 * renewed while the work goes on. Should two tabs ever send the same command, its key makes it count once.
 */

const NAME = "comptoir-outbox";
const LEASE = 20_000;
const own = String(Math.random());

/**
 * Do the work if no other tab is at it.
 * @param {() => Promise<void>} work
 */
export async function alone(work) {
  if (navigator.locks) return navigator.locks.request(NAME, { ifAvailable: true }, async (lock) => lock && work());
  if (!take()) return;
  const renewing = setInterval(take, LEASE / 4);
  try {
    await work();
  } finally {
    clearInterval(renewing);
    localStorage.removeItem(NAME);
  }
}

/** Whether the lease is ours from now on. */
function take() {
  const [holder, until = 0] = localStorage.getItem(NAME)?.split(" ") ?? [];
  if (holder && holder !== own && Number(until) > Date.now()) return false;
  localStorage.setItem(NAME, `${own} ${Date.now() + LEASE}`);
  return true;
}
