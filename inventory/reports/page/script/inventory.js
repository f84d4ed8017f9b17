// The data of the page, as `embedding.py` wrote it: values stand in the order of their fields there.

const read = (id) => JSON.parse(byId(id).textContent);

const data = read("data");

const findings = data.findings.map((values) => {
  const [
    fingerprint, rule, severity, confidence, service, method, path, location, message, count, total, evidence, file, line,
    accepted, waiver, hosts,
  ] = values;
  const text = (at) => data.texts[at];
  return {
    fingerprint: text(fingerprint), rule: data.rules[rule], severity, confidence: text(confidence),
    service: text(service), method: text(method), path: text(path), location: text(location), message: text(message),
    count, total, evidence: places(evidence, data.texts), file: text(file), line, accepted: text(accepted), waiver: text(waiver),
    hosts: hosts.map(text),
  };
});

/** All endpoints, in the order of the report. `text` is what the search looks through. */
const endpoints = data.rows.map((values, at) => {
  const [id, service, method, template, tags, count, clientErrors, serverErrors, p90, found, first, last] = values;
  const endpoint = {
    at, id, service: data.texts[service], method: data.texts[method], template: data.texts[template],
    segments: data.texts[template].split("/").slice(1), tags: tags.map((tag) => data.tags[tag]),
    count, errors: count ? (clientErrors + serverErrors) / count : 0,
    p90, findings: found.map((index) => findings[index]), first, last,
  };
  endpoint.worst = Math.min(...endpoint.findings.map((one) => one.severity), data.severities.length);
  endpoint.text = searched(endpoint);
  return endpoint;
});

const endpointOf = new Map(endpoints.flatMap((one) => one.findings.map((found) => [found.fingerprint, one])));

function searched(endpoint) {
  const rules = endpoint.findings.map((one) => `${data.severities[one.severity]} ${one.rule}`);
  return [endpoint.method, endpoint.service + endpoint.template, ...endpoint.tags.flat(), ...rules].join(" ").toLowerCase();
}

function places(evidence, texts) {
  return evidence.map(([capture, frame, stream, entry]) => ({ capture: texts[capture], frame, stream, entry }));
}

let details = null;

/** What is told of one endpoint alone: read when the first one is looked at, as it is most of the file. */
function detailOf(endpoint) {
  details ??= read("details");
  const text = (at) => details.texts[at];
  const texts = (all) => all.map(text);
  const counts = (all) => all.map(([at, count]) => [text(at), count]);
  const [
    hosts, sameApi, statuses, trend, latency, schemes, protocols, query, requestTypes, responseTypes, shapes, credentials,
    authorization, clients, networks, parameters, explanation, paths, pathsCount, formerly, evidence,
  ] = details.rows[endpoint.at];
  return {
    hosts: texts(hosts), sameApi: text(sameApi), statuses: counts(statuses), trend: withZeros(trend), latency,
    schemes: texts(schemes), protocols: texts(protocols), query: texts(query), requestTypes: texts(requestTypes),
    responseTypes: texts(responseTypes), shapes: shapes.map((shape) => shapeOf(shape, text)), credentials: counts(credentials),
    authorization: texts(authorization), clients: counts(clients), networks: counts(networks),
    parameters: parameters.map(texts), explanation: explanation.map((at) => segmentOf(details.segments[at], text)),
    paths: texts(paths), pathsCount, formerly: formerly.map(texts), evidence: places(evidence, details.texts),
  };
}

function shapeOf([heading, all, leftOut], text) {
  const told = all.map(([place, values]) => [text(place), text(values)]);
  return { heading: text(heading), places: told, leftOut: leftOut.map(text) };
}

function segmentOf([segment, verdict, because, confidence, signs, examples, changes, correct], text) {
  return {
    segment: text(segment), verdict: text(verdict), because: text(because), confidence,
    signs: signs.map(([sign, speaks, weight]) => [text(sign), text(speaks), weight]),
    examples: examples.map(([shown, count]) => [text(shown), count]),
    changes: changes.map(text), correct: text(correct),
  };
}

/** A number below zero stands for so many steps without exchanges. */
function withZeros(trend) {
  return trend.flatMap((count) => (count < 0 ? new Array(-count).fill(0) : [count]));
}
