// What is searched, sorted, filtered and opened stands in the address, so that it can be sent as a link.

const FILTERS = ["q", "service", "method", "severity", "rule", "tag"];
const STATE = [...FILTERS, "sort", "view", "endpoint"];

/** Read a fragment such as `#q=orders&sort=-count`; a plain one (`#findings`) is a place on the page. */
function stateOf(hash) {
  const plain = hash.replace(/^#/, "");
  const given = new URLSearchParams(plain.includes("=") ? plain.replaceAll("+", "%2B") : "");
  const state = Object.fromEntries(STATE.map((key) => [key, given.get(key) ?? ""]));
  state.sort = knownSort(state.sort);
  state.place = plain.includes("=") ? "" : decoded(plain);
  return state;
}

function fragmentOf(state) {
  const parts = STATE.filter((key) => state[key]).map((key) => `${key}=${encodeURIComponent(state[key])}`);
  return parts.length ? `#${parts.join("&")}` : "#endpoints";
}

/** What links to an endpoint say; others filter or sort as well. */
const addressOf = (endpoint) => `#endpoint=${encodeURIComponent(endpoint.id)}`;

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A stray % that somebody typed is no reason to fail.
  }
}

/** Whether two states list the same endpoints in the same order and view. */
const listsTheSame = (one, other) => STATE.every((key) => key === "endpoint" || one[key] === other[key]);
