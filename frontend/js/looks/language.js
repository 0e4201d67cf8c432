/**
 * The small language in which templates say what a tap will change (docs/decisions/0022). Pure: facts in, facts out.
 * `wiring/looks.py` reads the same conditions when it draws the page.
 *
 *     condition   "state=picking,picked left !away"    every term holds; a fact holds that is neither 0 nor empty
 *     look        "picked+1 left-$quantity holder=$me" $name is a field of the form; a fact never falls below 0
 *     rules       "state=picking !left: state=picked; …" each is applied where its condition holds, once, in order
 */

/** @typedef {Record<string, string | number>} Facts */

const TERM = /^(!?)([\w-]+)(?:=(.*))?$/;
const STEP = /^([\w-]+)([=+-])(\$?)(.*)$/;

/**
 * @param {string} condition
 * @param {Facts} facts
 */
export function holds(condition, facts) {
  return words(condition).every((term) => isTrue(term, facts));
}

/**
 * The facts after a tap; facts that the look names and that are not there stay away.
 * @param {Facts} facts
 * @param {string} look
 * @param {Facts} [fields] what stands for `$name`
 */
export function changed(facts, look, fields = {}) {
  const after = { ...facts };
  for (const step of words(look)) apply(after, step, fields);
  return after;
}

/**
 * The facts after what follows by itself.
 * @param {Facts} facts
 * @param {string} rules
 */
export function settled(facts, rules) {
  let after = facts;
  for (const rule of rules.split(";")) {
    const [condition = "", look] = rule.split(":");
    if (look && holds(condition, after)) after = changed(after, look);
  }
  return after;
}

/**
 * @param {string} term
 * @param {Facts} facts
 */
function isTrue(term, facts) {
  const [, not, name = "", values] = TERM.exec(term) ?? [];
  const value = facts[name] ?? 0;
  const isSo = values === undefined ? !["", "0"].includes(String(value)) : values.split(",").includes(String(value));
  return isSo !== Boolean(not);
}

/**
 * @param {Facts} facts changed in place
 * @param {string} step
 * @param {Facts} fields
 */
function apply(facts, step, fields) {
  const [, name = "", sign, isField, operand = ""] = STEP.exec(step) ?? [];
  if (!(name in facts)) return;
  const value = isField ? (fields[operand] ?? "") : operand;
  const number = Number(facts[name]) + (sign === "-" ? -1 : 1) * Number(value);
  facts[name] = sign === "=" ? value : Math.max(0, number || 0);
}

/** @param {string} text */
function words(text) {
  return text.split(/\s+/).filter(Boolean);
}
