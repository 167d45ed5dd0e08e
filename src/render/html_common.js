/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the scripts of all pages share: elements, words, the data. Each page's own follows it in one function. All that comes
 * from a log or a card goes into text nodes and attributes, never into markup. */
// @ts-check
/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const number = new Intl.NumberFormat("en-US");
/** @param {number} n */
const say = (n) => number.format(n);
/** @param {number} n @param {string} noun */
const some = (n, noun) => `${say(n)} ${noun}${n === 1 ? "" : "s"}`;

/**
 * @param {string} tag @param {Record<string, any>} [attributes] @param {...(Node|string|null|false)} children
 * @returns {any}
 */
function make(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/**
 * @param {string} tag @param {Record<string, any>} [attributes] @param {...(Node|string|null|false)} children
 * @returns {any}
 */
function draw(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/** @param {Element} element @param {Record<string, any>} attributes @param {(Node|string|null|false)[]} children */
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes))
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== undefined) element.setAttribute(name, String(value));
  element.append(...children.filter((child) => child !== null && child !== false));
  return element;
}

/** @param {number} min @param {number} max */
const range = (min, max) => max === Infinity ? `at least ${say(min)}` : min === max ? say(max) : `${say(min)} to ${say(max)}`;

/** @param {string} id @param {string} label @param {[string, string][]} choices @param {(value: string) => void} chosen */
function chooser(id, label, choices, chosen) {
  return make("label", {for: id}, `${label} `, make("select", {id, change: (/** @type {Event} */ event) =>
    chosen(/** @type {HTMLSelectElement} */ (event.target).value)}, ...choices.map(([value, words]) => make("option", {value}, words))));
}

/** What the page holds, docs/HTML.md. @returns {Promise<any>} */
async function readData() {
  const packed = Uint8Array.from(atob((byId("events-data").textContent || "").replace(/\s/g, "")), (c) => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).json();
}
