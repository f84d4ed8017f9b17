// Charts of one endpoint; those of the whole inventory are on the page already, made in the same units by `charts.py`.

const STEP = 10;

/** Draw counts in steps as bars; `labels` say what each is. */
function bars(title, counts, labels, says) {
  const top = ceiling(Math.max(...counts));
  const width = Math.max(counts.length, 12) * STEP;
  const rectangles = counts.map((count, at) => {
    const height = count && Math.max((count / top) * 100, 1.5);
    return count ? draw("rect", { class: "plain", x: at * STEP, y: 100 - height, width: STEP - 1, height }, draw("title", {}, `${labels[at]}: ${figure(count)}`)) : null;
  });
  const lines = [0, 50, 100].map((y) => draw("line", { class: "grid", x1: 0, x2: width, y1: y, y2: y }));
  const plot = draw(
    "svg", { role: "img", viewBox: `0 0 ${width} 100`, preserveAspectRatio: "none", "aria-label": `${title}. ${says}` }, lines, rectangles,
  );
  const scale = make("div", { class: "scale", "aria-hidden": "true" }, [top, top / 2, 0].map((value) => make("span", {}, figure(value))));
  const last = counts.length >= 12 ? labels.at(-1) : "";
  const ticks = make("div", { class: "ticks", "aria-hidden": "true" }, [labels[0], last].map((tick) => make("span", {}, tick)));
  const rows = counts.map((count, at) => [labels[at], count]).filter((_, at) => counts[at]);
  return make(
    "figure", { class: "chart" }, make("div", { class: "plot" }, scale, plot, ticks), make("p", { class: "says" }, says),
    make("details", {}, make("summary", {}, `${title} as a table`), table(["", "number"], rows)),
  );
}

/** A table whose first column names the rows. */
function table(heads, rows) {
  const head = make("tr", {}, heads.map((text) => (text ? make("th", { scope: "col" }, text) : make("td"))));
  const body = rows.map(([first, ...cells]) => make("tr", {}, make("th", { scope: "row" }, first), cells.map((cell) => make("td", { class: typeof cell === "number" && "figure" }, typeof cell === "number" ? figure(cell) : cell))));
  return make("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": heads.filter(Boolean).join(", ") }, make("table", {}, make("thead", {}, head), make("tbody", {}, body)));
}

/** A table of counts with a bar for each. */
function shares(head, counts, kindOf = () => "plain") {
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const rows = counts.map(([text, count]) => {
    const width = total ? Math.max((100 * count) / total, 1) : 0;
    const bar = draw("svg", { "aria-hidden": "true", viewBox: "0 0 100 10", preserveAspectRatio: "none" }, draw("rect", { class: kindOf(text), width, height: 10 }));
    return make("tr", {}, make("th", { scope: "row" }, name(text)), make("td", { class: "figure" }, figure(count)), make("td", { class: "bar" }, bar));
  });
  const heads = make("tr", {}, make("th", { scope: "col" }, head), make("th", { scope: "col", class: "figure" }, "Exchanges"), make("th", { scope: "col" }, make("span", { class: "hidden" }, "Share")));
  return make("table", { class: "bars" }, make("thead", {}, heads), make("tbody", {}, rows));
}

const kindOfStatus = (status) => ({ 4: "client-error", 5: "server-error", n: "plain" })[status[0]] ?? "fine";

/** The next of 2, 4, 10, 20, 40, 100 … that is at least as large. */
function ceiling(count) {
  const power = 10 ** Math.floor(Math.log10(Math.max(count, 1)));
  return [1, 2, 4, 10].map((step) => step * power).find((value) => value >= Math.max(count, 2));
}
