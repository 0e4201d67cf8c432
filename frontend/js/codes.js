/**
 * What a scanner reads, in one form: the same article reads as EAN-13, UPC-A, GTIN-14, with leading zeros, or within a
 * GS1-128 or DataMatrix element string. The server has the last word; this is for what must be known without it.
 */

const GS1 = /^(?:\][CdeQ]\d)?\(?01\)?(\d{14})/;
const GTIN = /^\d{8,14}$/;

/**
 * @param {string} code
 * @returns {string} the same for all that means the same
 */
export function plainCode(code) {
  const text = code
    .trim()
    .toUpperCase()
    .replace(/^\][A-Z]\d/i, "");
  const digits = text.length >= 16 ? GS1.exec(text)?.[1] : GTIN.exec(text)?.[0];
  return digits ? digits.replace(/^0+/, "") : text;
}
