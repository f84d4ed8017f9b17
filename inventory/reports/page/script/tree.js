// The same endpoints as a tree of services and segments. A branch is made when it is opened.

const OPEN_BELOW = 60; // endpoints: so few are shown at once

/** Show endpoints as a tree, those with few of them opened. */
function showTree(selected) {
  const branches = grouped(selected, (one) => one.service);
  const items = [...branches].map(([service, found]) => branch(service, found, 0, selected.length <= OPEN_BELOW));
  byId("tree").replaceChildren(make("ul", {}, items));
}

/** A service or a segment with what stands below it, which is made when it is opened. */
function branch(text, found, depth, open) {
  const [label, reached] = joined(text, found, depth);
  const details = make("details", { open }, make("summary", {}, path(label), " ", make("span", { class: "facts" }, told(found))));
  const grow = () => details.childElementCount === 1 && details.append(below(found, reached, open));
  if (open) {
    grow();
  }
  details.addEventListener("toggle", grow);
  return make("li", {}, details);
}

/** Segments that all endpoints share, and that none of them ends with, are one step: `/api/v1`. */
function joined(text, found, depth) {
  const first = found[0].segments;
  let reached = depth;
  while (found.every((one) => one.segments[reached] === first[reached] && one.segments.length > reached + 1)) {
    reached += 1;
  }
  return [text + first.slice(depth, reached).map((segment) => `/${segment}`).join(""), reached];
}

/** Endpoints that end here stand before the branches that go on. */
function below(found, depth, open) {
  const here = found.filter((one) => one.segments.length === depth);
  const branches = [...grouped(found.filter((one) => one.segments.length > depth), (one) => one.segments[depth])];
  return make("ul", {}, here.map(leaf), branches.map(([segment, all]) => (
    all.every((one) => one.segments.length === depth + 1) ? all.map(leaf) : branch(`/${segment}`, all, depth + 1, open)
  )));
}

function leaf(one) {
  return make(
    "li", { class: "leaf" }, make("span", { class: "method" }, one.method), " ",
    link(addressOf(one), path(`/${one.segments.at(-1)}`)), " ",
    make("span", { class: "facts" }, counted(one.count, "exchange")), " ",
    one.tags.map(([tag, label]) => [tagMark(tag, label), " "]), severityMarks(one),
  );
}

function told(found) {
  const exchanges = found.reduce((sum, one) => sum + one.count, 0);
  const problems = found.reduce((sum, one) => sum + one.findings.length, 0);
  const figures = [counted(found.length, "endpoint"), counted(exchanges, "exchange")];
  return [...figures, ...(problems ? [counted(problems, "finding")] : [])].join(", ");
}

function grouped(all, key) {
  const groups = new Map();
  for (const one of all) {
    const found = groups.get(key(one));
    if (found) {
      found.push(one);
    } else {
      groups.set(key(one), [one]);
    }
  }
  return groups;
}
