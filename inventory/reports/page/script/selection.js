// Which endpoints are listed, and in which order.

const tests = {
  service: (endpoint, wanted) => endpoint.service === wanted,
  method: (endpoint, wanted) => endpoint.method === wanted,
  severity: (endpoint, wanted) => endpoint.findings.some((one) => wanted === "any" || data.severities[one.severity] === wanted),
  rule: (endpoint, wanted) => endpoint.findings.some((one) => one.rule === wanted),
  tag: (endpoint, wanted) => endpoint.tags.some(([tag]) => tag === wanted),
};

// A column that is sorted by figures or times begins with the largest, as that is what people look for.
const columns = new Map(Object.entries({
  method: { key: (one) => one.method },
  path: { key: (one) => one.template },
  service: { key: (one) => one.service },
  tags: { key: (one) => one.tags.map(([, label]) => label).join(" ") },
  count: { key: (one) => one.count, falling: true },
  errors: { key: (one) => one.errors, falling: true },
  latency: { key: (one) => one.p90 ?? -1, falling: true },
  findings: { key: (one) => (data.severities.length - one.worst) * 1e6 + one.findings.length, falling: true },
  first: { key: (one) => one.first ?? 0, falling: true },
  last: { key: (one) => one.last ?? 0, falling: true },
}));

/** The order that an address asks for; there is no other than by one of the columns, either way. */
const knownSort = (sort) => (columns.has(sort.replace(/^-/, "")) ? sort : "");

/** Return the endpoints that fit all filters and hold each word of the search, in order. */
function select(state) {
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  const asked = Object.keys(tests).filter((key) => state[key]);
  return sorted(state.sort).filter(
    (endpoint) => asked.every((key) => tests[key](endpoint, state[key])) && words.every((word) => endpoint.text.includes(word)),
  );
}

let kept = { sort: null, endpoints };

/** Sort all endpoints once for each order that is asked for; typing then only filters. */
function sorted(sort) {
  if (kept.sort !== sort) {
    const column = columns.get(sort.replace(/^-/, ""));
    kept = { sort, endpoints: column ? inOrder(column.key, sort.startsWith("-") ? -1 : 1) : endpoints };
  }
  return kept.endpoints;
}

/** Code points decide, so that the order is the same in every language; ties stay as in the report. */
function inOrder(key, direction) {
  const keyed = endpoints.map((endpoint) => [key(endpoint), endpoint]);
  keyed.sort(([one, first], [other, second]) => {
    if (one === other) {
      return first.at - second.at;
    }
    return one < other ? -direction : direction;
  });
  return keyed.map(([, endpoint]) => endpoint);
}
