// The table of endpoints. So many rows are made at once as are read; the rest when they are asked for.

const CHUNK = 100;

const body = byId("endpoint-rows").tBodies[0];
const more = byId("more");

let listed = endpoints;

/** List these endpoints, the first ones at once. */
function showTable(selected) {
  listed = selected;
  body.replaceChildren(...listed.slice(0, CHUNK).map(rowOf));
  offerMore();
}

function rowOf(one) {
  return make(
    "tr", { role: "row" },
    cell({ class: "method" }, one.method),
    make("th", { role: "rowheader", scope: "row" }, link(addressOf(one), path(one.template))),
    cell({}, name(folded(one.service))),
    cell({}, one.tags.map(([tag, label]) => [tagMark(tag, label), " "])),
    cell({ class: "figure", "data-name": "Exchanges" }, figure(one.count)),
    cell({ class: "figure", "data-name": "Errors" }, one.errors ? `${(one.errors * 100).toFixed(1)} %` : ""),
    cell({ class: "figure", "data-name": "90 % within" }, one.p90 === null ? "" : duration(one.p90)),
    cell({ class: "figure", "data-name": "Findings" }, severityMarks(one)),
    cell({ class: "nowrap", "data-name": "First seen" }, moment(one.first).slice(0, 16)),
    cell({ class: "nowrap", "data-name": "Last seen" }, moment(one.last).slice(0, 16)),
  );
}

const cell = (attributes, ...children) => make("td", { role: "cell", ...attributes }, ...children);

/** How many findings an endpoint has of each severity, worst first. */
function severityMarks(one) {
  const count = (severity) => one.findings.filter((found) => found.severity === severity).length;
  const counts = data.severities.map((word, severity) => [word, count(severity)]);
  return counts.filter(([, count]) => count).map(([word, count]) => [severityOf(word, `${count} ${word}`), " "]);
}

/** How a tag looks depends on what it is; those that this page does not know look alike. */
const tagMark = (tag, label) => make("span", { class: /^[a-z]+$/.test(tag) ? `tag tag-${tag}` : "tag tag-other" }, label);

function offerMore() {
  const missing = listed.length - body.rows.length;
  const next = Math.min(missing, CHUNK);
  more.hidden = missing <= 0;
  more.replaceChildren(button(`Show ${figure(next)} more`, () => addRows(next)));
  if (missing > next) {
    more.append(button(`Show all ${figure(listed.length)}`, () => addRows(missing)));
  }
}

function button(text, act) {
  const made = make("button", { type: "button" }, text);
  made.addEventListener("click", act);
  return made;
}

/** Add rows, and go on at the first of them: the button that was pressed may be gone. */
function addRows(count) {
  const from = body.rows.length;
  body.append(...listed.slice(from, from + count).map(rowOf));
  offerMore();
  body.rows[from].querySelector("a").focus();
}

/** Whatever is to be printed has to be there. */
function showWholeTable() {
  const from = body.rows.length;
  body.append(...listed.slice(from).map(rowOf));
  offerMore();
}

/** Make the heads of the columns buttons that sort. */
function offerSorting(sort) {
  for (const head of document.querySelectorAll("#endpoint-rows [data-sort]")) {
    const key = head.dataset.sort;
    const pressed = button(head.textContent, () => sort(key));
    head.dataset.title = head.textContent;
    head.replaceChildren(pressed);
  }
}

/** The next order when the head of a column is pressed: its own, then the other way round, then that of the report. */
function nextSort(sort, key) {
  const [first, second] = columns.get(key).falling ? [`-${key}`, key] : [key, `-${key}`];
  if (sort === first) {
    return second;
  }
  return sort === second ? "" : first;
}

function markSorting(sort) {
  for (const head of document.querySelectorAll("#endpoint-rows [data-sort]")) {
    if (sort.replace(/^-/, "") === head.dataset.sort) {
      head.setAttribute("aria-sort", sort.startsWith("-") ? "descending" : "ascending");
    } else {
      head.removeAttribute("aria-sort");
    }
  }
}
