/**
 * What a scanned code means on this page: the first line that has it (`data-codes`) and of which something is left, in it and in
 * what it stands in (`data-left`); or one that takes more than is left: `data-takes-more` says what a scan changes then.
 */
import { plainCode } from "../codes.js";

/**
 * @param {string} code
 * @returns {{ line: HTMLElement, more?: string } | undefined}
 */
export function lineOf(code) {
  const plain = plainCode(code);
  const all = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-codes]"));
  const lines = [...all].filter(({ dataset }) => dataset.codes?.split(" ").map(plainCode).includes(plain));
  const line = lines.find((each) => !each.closest("[data-left='0']"));
  const full = lines.find((each) => each.dataset.takesMore);
  return line ? { line } : full && { line: full, more: full.dataset.takesMore };
}
