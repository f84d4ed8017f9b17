// The view of one endpoint: a dialog that is open while the address names an endpoint.

const dialog = byId("endpoint");

// Each makes what stands below its heading from an endpoint and its details, or nothing. More are added here.
const SECTIONS = [
  ["Findings", findingsOf],
  ["Traffic", trafficOf],
  ["Latency", latencyOf],
  ["Callers", (_, detail) => pairs([["Clients", counts(detail.clients)], ["Networks", counts(detail.networks)]])],
  ["Credentials", credentialsOf],
  ["What is sent and answered", contentOf],
  ["Shapes", (_, detail) => detail.shapes.length && detail.shapes.map(shapeParts)],
  ["Path", pathOf],
  ["Evidence", (_, detail) => evidenceList(detail.evidence)],
];

/** Open the view of an endpoint, or close it where none is named. */
function showEndpoint(id) {
  if (!id) {
    dialog.close();
    return;
  }
  const endpoint = endpoints.find((one) => one.id === id);
  byId("endpoint-view").replaceChildren(...(endpoint ? viewOf(endpoint) : unknown(id)));
  if (!dialog.open) {
    dialog.showModal();
  }
  byId("endpoint-name").focus();
}

function viewOf(endpoint) {
  const detail = detailOf(endpoint);
  const tags = endpoint.tags.map(([tag, label]) => [tagMark(tag, label), " "]);
  const seen = endpoint.first === null ? "" : `, ${span(endpoint.first, endpoint.last)} UTC`;
  const head = headOf([make("span", { class: "method" }, endpoint.method), " ", path(endpoint.template)], [
    make("p", {}, "on ", name(endpoint.service), `: ${counted(endpoint.count, "exchange")}${seen} `, tags),
  ]);
  const sections = SECTIONS.map(([title, content]) => [title, content(endpoint, detail)]).filter(([, content]) => content);
  return [head, bodyOf(sections.map(([title, content]) => make("section", {}, make("h3", {}, title), content)))];
}

function unknown(id) {
  return [headOf(["Not in this report"], []), bodyOf(make("p", {}, "There is no endpoint ", name(id), " in this report."))];
}

/** What may be longer than the window, and is then scrolled, by keyboard, too. */
const bodyOf = (...content) => make("div", { class: "body", role: "region", tabindex: "0", "aria-label": "Details" }, content);

function headOf(title, rest) {
  const close = make("button", { type: "button" }, "Close");
  close.addEventListener("click", () => dialog.close());
  return make("header", {}, make("div", {}, make("h2", { id: "endpoint-name", tabindex: "-1" }, title), rest), close);
}

function findingsOf(endpoint) {
  const items = endpoint.findings.map((one) => findingItem(one, { isPlace: false }));
  return items.length && make("ul", { class: "findings" }, items);
}

function credentialsOf(_, detail) {
  const seen = detail.credentials.map(([kind, count]) => [`with ${kind}`, count]);
  return pairs([["Exchanges", counts(seen)], ["Authorization", names(detail.authorization)]]);
}

function trafficOf(endpoint, detail) {
  const parts = [];
  if (detail.trend.length && detail.trend.length === data.starts.length) {
    const labels = data.starts.map((start) => (data.unit === "hour" ? start.slice(0, 16).replace("T", " ") : start.slice(0, 10)));
    const busy = detail.trend.filter(Boolean).length;
    const step = /^\d/.test(data.unit) ? data.unit : `one ${data.unit}`;
    const says = `Seen in ${busy} of ${counted(labels.length, "bar")}, each of which stands for ${step}.`;
    parts.push(timeline("Exchanges over time", detail.trend, labels, says));
  }
  if (detail.statuses.length) {
    const named = detail.statuses.map(([status, count]) => [status === "none" ? "no response" : status, count]);
    parts.push(shares("Status", named, kindOfStatus));
  }
  return parts.length && make("div", { class: "charts" }, parts);
}

function latencyOf(_, detail) {
  if (!detail.latency) {
    return null;
  }
  const [count, p50, p90, p99, histogram] = detail.latency;
  const says = `Of ${counted(count, "response")} half came within ${duration(p50)}, 90 % within ${duration(p90)}, `
    + `99 % within ${duration(p99)}.`;
  return histogram.length ? spread("Responses by time", histogram, [p50, p90, p99], says) : make("p", {}, says);
}

function contentOf(_, detail) {
  return pairs([
    ["Query parameters", names(detail.query)],
    ["Sent as", names(detail.requestTypes)],
    ["Answered as", names(detail.responseTypes)],
    ["Schemes", names(detail.schemes)],
    ["Protocols inside", names(detail.protocols)],
    ["Hosts", names(detail.hosts)],
  ]);
}

function shapeParts({ heading, places, leftOut }) {
  const rows = places.map(([place, values]) => [make("code", {}, name(place)), name(values)]);
  const more = leftOut.map((text) => make("p", {}, text));
  return [make("h4", {}, name(heading)), rows.length > 0 && table(["place", "values"], rows), ...more].filter(Boolean);
}

function pathOf(endpoint, detail) {
  const more = detail.pathsCount - detail.paths.length;
  const parts = [
    detail.sameApi && make("p", {}, name(detail.sameApi)),
    parametersOf(detail),
    detail.explanation.map(explained),
    pairs([
      ["Template", endpoint.template !== folded(endpoint.template) && name(endpoint.template)],
      ["Paths", names(detail.paths, more)],
      ["Formerly", names(detail.formerly.map(([template, capture]) => (capture ? `${template}, until ${capture}` : template)))],
    ]),
  ].flat().filter(Boolean);
  return parts.length && parts;
}

function parametersOf(detail) {
  const rows = detail.parameters.map(([of, type, reason, evidence, length]) => [name(`{${of}}`), type, length, reason, name(evidence)]);
  return rows.length > 0 && table(["parameter", "type", "length", "why", "evidence"], rows);
}

function explained(one) {
  const sure = one.confidence === null ? "" : ` (${Math.min(Math.round(one.confidence * 100), 99)} %)`;
  const items = [
    ...one.signs.map(([sign, speaks, weight]) => [`${speaks}: ${sign} (${weight})`]),
    ...one.changes.map((change) => [change]),
  ];
  const seen = one.examples.map(([shown, count]) => `${shown} (${figure(count)})`).join(", ");
  return make(
    "div", { class: "segment" },
    make("p", {}, name(`/${one.segment}`, { class: "path" }), ` is a ${one.verdict}${sure}: `, name(one.because)),
    items.length || seen || one.correct
      ? make(
        "details", {}, make("summary", {}, `What speaks for it, and what would change it`),
        items.length ? make("ul", {}, items.map(([item]) => make("li", {}, name(item)))) : null,
        seen ? make("p", {}, "Seen: ", name(seen)) : null,
        one.correct ? make("p", {}, "To correct it: ", copied(one.correct)) : null,
      )
      : null,
  );
}

/** A list of what has a name; what is empty is left out. */
function pairs(all) {
  const there = all.filter(([, value]) => value);
  const items = there.map(([term, value]) => [make("dt", {}, term), make("dd", {}, value)]);
  return items.length ? make("dl", { class: "pairs" }, items) : null;
}

function names(texts, more = 0) {
  const shown = texts.filter(Boolean).flatMap((text, at) => (at ? [", ", name(text)] : [name(text)]));
  return shown.length ? make("span", {}, shown, more > 0 ? ` and ${figure(more)} more` : null) : null;
}

function counts(all) {
  return names(all.map(([text, count]) => `${text} (${figure(count)})`));
}
