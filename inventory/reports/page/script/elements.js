// Elements of the page are made here alone. Text of others only ever becomes a text node or an attribute's value.

const byId = (id) => document.getElementById(id);

const SVG = "http://www.w3.org/2000/svg";

/** Make an element with attributes (false and null are left out) and children, which are nodes, texts or lists of them. */
function make(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same for a part of a drawing. */
function draw(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== null) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.flat(2).filter((child) => child !== null && child !== ""));
  return element;
}

/** A name of others: it may be written from right to left, and must not turn its surroundings around. */
const name = (text, attributes = {}) => make("bdi", attributes, text);

const code = (text) => make("code", {}, text);

const number = new Intl.NumberFormat("en-US");
const figure = (count) => number.format(count);

const counted = (count, noun) => `${figure(count)} ${noun}${count === 1 ? "" : "s"}`;

/** Write milliseconds since 1970 as the page does everywhere: to the second, in UTC. */
function moment(time) {
  return time === null ? "" : new Date(time).toISOString().slice(0, 19).replace("T", " ");
}

/** Write from when to when; what both have in common is said once. */
function span(first, last) {
  const [start, end] = [moment(first), moment(last)];
  if (!start || start === end) {
    return start || end;
  }
  return `${start} to ${start.slice(0, 10) === end.slice(0, 10) ? end.slice(11) : end}`;
}

/** Write how long something took, with three digits. */
function duration(milliseconds) {
  return milliseconds >= 1000 ? `${Number((milliseconds / 1000).toPrecision(3))} s` : `${Number(milliseconds.toPrecision(3))} ms`;
}

/** Leave out the middle of what is too long for a list; the view of the endpoint has it all. */
function folded(text, limit = 140) {
  const head = Math.floor(limit * 0.65);
  return text.length > limit ? `${text.slice(0, head)} \u2026 ${text.slice(head - limit)}` : text;
}

/** A path, in which a line may end before each slash. */
function path(text) {
  const steps = folded(text).match(/\/?[^/]+|\//g) ?? [];
  return make("bdi", { class: "path" }, steps.map((step) => [step, make("wbr")]));
}

const severityOf = (word, text = word) => make("span", { class: `severity ${word}` }, text);

const link = (target, ...children) => make("a", { href: target }, ...children);
