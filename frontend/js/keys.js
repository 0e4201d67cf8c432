/** Idempotency keys: one for each tap, kept when the tap is sent again. */

/** A random UUID (version 4), also where `randomUUID` is missing: on a page that is not served by HTTPS. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replace(/[xy]/g, (place) => hexDigit(place === "y").toString(16));
}

/** @param {boolean} isVariant whether its two upper bits are 10, as RFC 9562 wants it in one place */
function hexDigit(isVariant) {
  const [random = 0] = crypto.getRandomValues(new Uint8Array(1));
  return isVariant ? (random & 0b0011) | 0b1000 : random & 0b1111;
}
