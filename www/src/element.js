// Makes DOM elements from plain values: the only way by which text reaches the page.
// Strings become text nodes, never markup, so a hostile display name stays a name.

/** Set as properties: attributes would show in the page's HTML, where a webhook URL must not be. */
const PROPERTIES = new Set(["value", "checked", "disabled", "hidden"]);

/**
 * An element with attributes (`onclick` and the like take functions) and children.
 * null, undefined and false are left out, so that a caller can write `condition && el(…)`.
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null) continue;
    if (typeof value === "function") node.addEventListener(name.replace(/^on/, ""), value);
    else if (PROPERTIES.has(name)) node[name] = value;
    else if (value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  fill(node, ...children);
  return node;
}

/** Replaces the children of a node. If they are the same, they are left alone: moving one would take its focus away. */
export function fill(node, ...children) {
  const wanted = children.flat().filter((child) => child !== null && child !== undefined && child !== false);
  if (wanted.length === node.childNodes.length && wanted.every((child, at) => child === node.childNodes[at])) return;
  node.replaceChildren(...wanted);
}

/** Sets the text of a live region only if it differs: screen readers announce it each time it is set. */
export function setText(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

let lastId = 0;

/** An id for labels and descriptions to point at. */
export function freshId(what) {
  lastId += 1;
  return `${what}-${lastId}`;
}
