/**
 * What a scanner reads, in one form: the same article reads as EAN-13, UPC-A, GTIN-14, with leading zeros, or within a
 * GS1-128, DataMatrix or QR element string, or a GS1 Digital Link. The server has the last word (catalogue/rules/barcodes.py);
 * this is for what must be known without it.
 */

/** Ends an element whose length is not fixed: FNC1, which scanners send as the group separator. */
export const GS = "\x1d";
const SPELT = /<GS>|\u241d/gi;
const SYMBOLOGY = /^\][A-Z][0-9A-Z]/i;
const GTIN = /^\d{8,}$/;
const BRACKETED = /\(01\)\s*(\d{14})/;
const LINK = /^https?:\/\/[^/]+\/(?:.*\/)?(?:01|gtin)\/(\d{8,14})(?:[/?#]|$)/i;
/** Elements that need no FNC1, whole, by the first two digits of their identifier (GS1 General Specifications 7.8.5-2). */
const FIXED = /** @type {Record<string, number>} */ ({
  "00": 20,
  "01": 16,
  "02": 16,
  "03": 16,
  "04": 18,
  11: 8,
  12: 8,
  13: 8,
  14: 8,
  15: 8,
  16: 8,
  17: 8,
  18: 8,
  19: 8,
  20: 4,
  31: 10,
  32: 10,
  33: 10,
  34: 10,
  35: 10,
  36: 10,
  41: 16,
});

const ENDS = new RegExp(`^[\\s${GS}]+|[\\s${GS}]+$`, "g");

/**
 * @param {string} code
 * @returns {string} the same for all that means the same
 */
export function plainCode(code) {
  const text = trimmed(trimmed(code.replace(SPELT, GS)).replace(SYMBOLOGY, ""));
  const digits = text.replace(/[\s-]/g, "");
  const gtin = GTIN.test(digits) ? digits.replace(/^0+/, "") : "";
  if (gtin && gtin.length <= 14) return gtin;
  const within = ofElements(text) ?? BRACKETED.exec(text)?.[1] ?? LINK.exec(text)?.[1];
  return within?.replace(/^0+/, "") ?? text.toUpperCase();
}

/** @param {string} text */
function trimmed(text) {
  return text.replace(ENDS, "");
}

/**
 * The GTIN among elements that follow each other: identifier, data, and FNC1 where the length is not fixed.
 * @param {string} text
 * @returns {string | undefined}
 */
function ofElements(text) {
  for (let place = 0; /^\d\d/.test(text.slice(place)); place = endOf(text, place))
    if (text.startsWith("01", place)) return /^\d{14}/.exec(text.slice(place + 2))?.[0];
}

/**
 * @param {string} text
 * @param {number} start
 */
function endOf(text, start) {
  const fixed = FIXED[text.slice(start, start + 2)];
  const end = fixed ? start + fixed : text.indexOf(GS, start);
  if (end < 0) return text.length;
  return text.startsWith(GS, end) ? end + 1 : end;
}
