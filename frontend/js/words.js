/**
 * The words that scripts show, in the reader's language: attributes of `#words` in the page, written by the template.
 */

/**
 * @param {string} name as in `data-<name>` of `#words`
 * @param {Record<string, string | number>} [places] what stands for `{name}` in the text
 */
export function word(name, places = {}) {
  const text = document.getElementById("words")?.getAttribute(`data-${name}`) ?? "";
  return text.replace(/\{(\w+)\}/g, (_, place) => String(places[place] ?? ""));
}
