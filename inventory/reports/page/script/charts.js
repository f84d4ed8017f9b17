// Charts of one endpoint; those of the whole inventory are on the page already, made in the same units by `charts.py`.

const STEP = 10;
const DECADE = 100;
const FACTOR = 2 ** 0.25; // between the ends of two steps of latency

/** Counts in steps of time; `labels` say when each begins. */
function timeline(title, counts, labels, says) {
  const top = ceiling(Math.max(...counts));
  const bars = counts.map((count, at) => [at * STEP, STEP - 1, count, `${labels[at]}: ${figure(count)}`]);
  return chart(title, says, {
    width: Math.max(counts.length, 12) * STEP, top, bars, marks: [], ticks: [labels[0], counts.length >= 12 ? labels.at(-1) : ""],
    rows: labels.map((label, at) => [label, counts[at]]).filter(([, count]) => count),
  });
}

/** How long answers took, on a scale of powers of ten; quantiles are lines. */
function spread(title, histogram, quantiles, says) {
  const ends = histogram.map(([upper]) => Math.log10(Math.max(upper, 1e-3)));
  const first = Math.floor(ends[0] - Math.log10(FACTOR));
  const last = Math.max(Math.ceil(ends.at(-1)), first + 1);
  const at = (power) => (power - first) * DECADE;
  const thick = Math.log10(FACTOR) * DECADE;
  const bars = histogram.map(([upper, count], step) => {
    return [at(ends[step]) - thick, thick - 0.5, count, `up to ${duration(upper)}: ${figure(count)}`];
  });
  return chart(title, says, {
    width: (last - first) * DECADE, top: ceiling(Math.max(...histogram.map(([, count]) => count))), bars,
    marks: quantiles.map((value) => at(Math.log10(Math.max(value, 1e-3)))),
    ticks: Array.from({ length: last - first + 1 }, (_, power) => duration(10 ** (first + power))),
    rows: histogram.map(([upper, count]) => [`up to ${duration(upper)}`, count]),
  });
}

/** A drawing with its scale, what it says in words, and a table that says the same. */
function chart(title, says, { width, top, bars, marks, ticks, rows }) {
  const lines = [0, 50, 100].map((y) => draw("line", { class: "grid", x1: 0, x2: width, y1: y, y2: y }));
  const shown = bars.filter(([, , count]) => count).map(([x, thick, count, label]) => {
    const height = Math.max((count / top) * 100, 1.5);
    return draw("rect", { class: "plain", x, y: 100 - height, width: thick, height }, draw("title", {}, label));
  });
  const dashes = marks.map((x) => draw("line", { class: "mark", x1: x, x2: x, y1: 0, y2: 100 }));
  const view = { role: "img", viewBox: `0 0 ${width} 100`, preserveAspectRatio: "none", "aria-label": `${title}. ${says}` };
  const drawing = draw("svg", view, lines, shown, dashes);
  return make(
    "figure", { class: "chart" },
    make("div", { class: "plot" }, beside("scale", [top, top / 2, 0].map(figure)), drawing, beside("ticks", ticks)),
    make("p", { class: "says" }, says),
    make("details", {}, make("summary", {}, `${title} as a table`), table(["", "number"], rows)),
  );
}

/** What stands beside a drawing, which is told in words elsewhere. */
function beside(kind, texts) {
  return make("div", { class: kind, "aria-hidden": "true" }, texts.map((text) => make("span", {}, text)));
}

/** A table whose first column names the rows. */
function table(heads, rows) {
  const head = make("tr", {}, heads.map((text) => (text ? make("th", { scope: "col" }, text) : make("td"))));
  const body = rows.map(([first, ...cells]) => make("tr", {}, make("th", { scope: "row" }, first), cells.map(valueCell)));
  const scrolled = { class: "scroll", role: "region", tabindex: "0", "aria-label": heads.filter(Boolean).join(", ") };
  return make("div", scrolled, make("table", {}, make("thead", {}, head), make("tbody", {}, body)));
}

const valueCell = (value) => (typeof value === "number" ? make("td", { class: "figure" }, figure(value)) : make("td", {}, value));

/** A table of counts with a bar for each. */
function shares(head, counts, kindOf = () => "plain") {
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const rows = counts.map(([text, count]) => {
    const width = total ? Math.max((100 * count) / total, 1) : 0;
    const view = { "aria-hidden": "true", viewBox: "0 0 100 10", preserveAspectRatio: "none" };
    const bar = draw("svg", view, draw("rect", { class: kindOf(text), width, height: 10 }));
    return make("tr", {}, make("th", { scope: "row" }, name(text)), valueCell(count), make("td", { class: "bar" }, bar));
  });
  const heads = make(
    "tr", {}, make("th", { scope: "col" }, head), make("th", { scope: "col", class: "figure" }, "Exchanges"),
    make("th", { scope: "col" }, make("span", { class: "hidden" }, "Share")),
  );
  return make("table", { class: "bars" }, make("thead", {}, heads), make("tbody", {}, rows));
}

const kindOfStatus = (status) => ({ 4: "client-error", 5: "server-error", n: "plain" })[status[0]] ?? "fine";

/** The next of 2, 4, 10, 20, 40, 100 and so on that is at least as large. */
function ceiling(count) {
  const power = 10 ** Math.floor(Math.log10(Math.max(count, 1)));
  return [1, 2, 4, 10].map((step) => step * power).find((value) => value >= Math.max(count, 2));
}
