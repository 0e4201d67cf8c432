/**
 * Whether this tablet is locked, in all its tabs and after a restart. The server reads the cookie: as long as it is there, a
 * page that is opened leads to the PIN; a sign-in takes it away.
 */

const COOKIE = "comptoir_locked";
const COVERED = "locked";
const TOUCHED = "touched";
const YEAR = 31_536_000;
/** Taps come in bursts, and each is a write. */
const EVERY = 1_000;

/** Whether the screen is covered. */
export function isLocked() {
  return localStorage.getItem(COVERED) !== null && document.cookie.includes(`${COOKIE}=`);
}

/** Cover the screen. */
export function setLocked() {
  document.cookie = `${COOKIE}=1; Path=/; Max-Age=${YEAR}; SameSite=Lax`;
  localStorage.setItem(COVERED, "1");
}

/**
 * Uncover it.
 * @param {{ isOwnSession: boolean }} how whether the server knows who is here; else it asks for the PIN when it can
 */
export function setOpen({ isOwnSession }) {
  localStorage.removeItem(COVERED);
  if (isOwnSession) document.cookie = `${COOKIE}=; Path=/; Max-Age=0; SameSite=Lax`;
  touch();
}

/** Somebody is here. */
export function touch() {
  if (idleFor() > EVERY || idleFor() < 0) localStorage.setItem(TOUCHED, String(Date.now()));
}

/** For how long nobody was, in ms; from the first page on that is opened here. */
export function idleFor() {
  const touched = localStorage.getItem(TOUCHED);
  if (touched === null) localStorage.setItem(TOUCHED, String(Date.now()));
  return touched === null ? 0 : Date.now() - Number(touched);
}
