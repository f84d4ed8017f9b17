// The page as a whole: the address decides what is shown, and whatever is pressed changes the address.

const form = byId("filters");
const search = byId("search");

let state = null;

/** Show what the address says; of what is shown already nothing is made again. */
function show(next) {
  const before = state;
  state = next;
  if (!before || !listsTheSame(before, next)) {
    list(next);
  }
  if ((before?.endpoint ?? "") !== next.endpoint) {
    showEndpoint(next.endpoint);
  }
}

function list(wanted) {
  const selected = select(wanted);
  const isTree = wanted.view === "tree";
  byId("list").hidden = isTree;
  byId("tree").hidden = !isTree;
  if (isTree) {
    showTree(selected);
  } else {
    showTable(selected);
  }
  markSorting(wanted.sort);
  fillForm(wanted);
  const all = counted(endpoints.length, "endpoint");
  byId("matches").textContent = selected.length === endpoints.length ? all : `${figure(selected.length)} of ${all}`;
}

function fillForm(wanted) {
  for (const key of FILTERS) {
    const field = form.elements[key];
    if (field.value !== wanted[key]) {
      field.value = wanted[key];
      if (field.value !== wanted[key]) {
        field.append(make("option", { value: wanted[key] }, `${folded(wanted[key])} (not in this report)`));
        field.value = wanted[key];
      }
    }
  }
  byId("view-table").setAttribute("aria-pressed", wanted.view !== "tree");
  byId("view-tree").setAttribute("aria-pressed", wanted.view === "tree");
  byId("clear").disabled = FILTERS.every((key) => !wanted[key]);
}

/** Change what is shown, as a step that the back button takes back. */
function go(changes) {
  const next = { ...state, ...changes, place: "" };
  writeTyped();
  isTyping = false;
  remember("pushState", next);
  show(next);
}

function remember(how, what) {
  const fragment = fragmentOf(what);
  if (fragment === location.hash) {
    return;
  }
  try {
    history[how](null, "", fragment);
  } catch {
    // Within a frame that has no address of its own the page works without one.
  }
}

let timer = 0;
let isTyping = false;

/** Search for what was typed. It is one step for the back button, written after a pause: browsers refuse more. */
function type() {
  show({ ...state, q: search.value, place: "" });
  clearTimeout(timer);
  timer = setTimeout(writeTyped, 400);
}

function writeTyped() {
  clearTimeout(timer);
  if (timer) {
    remember(isTyping ? "replaceState" : "pushState", state);
    isTyping = true;
  }
  timer = 0;
}

/** Follow a link, the back button or an address that was typed. */
function arrive() {
  const next = stateOf(location.hash);
  if (next.place) {
    show({ ...(state ?? next), endpoint: "" });
    goTo(next.place);
    return;
  }
  isTyping = false;
  const listed = state && listsTheSame(state, next);
  show(next);
  if (!listed && !next.endpoint && location.hash) {
    goTo("endpoints");
  }
}

/** Bring a place into view, once it is on the page. */
function goTo(place) {
  const found = findings.find((one) => place === `finding-${encodeURIComponent(one.fingerprint)}`);
  if (found && !byId(place)) {
    showAllOf(found.rule);
  }
  const target = byId(place) ?? byId(encodeURIComponent(place));
  target?.scrollIntoView();
  target?.focus({ preventScroll: true });
}

function fillChoices() {
  const tags = new Map(endpoints.flatMap((one) => one.tags));
  choices("service", "all", [...new Set(endpoints.map((one) => one.service))]);
  choices("method", "all", [...new Set(endpoints.map((one) => one.method))].sort());
  choices("severity", "all", endpointOf.size ? ["any", ...data.severities] : []);
  choices("rule", "all", [...new Set(endpoints.flatMap((one) => one.findings.map((found) => found.rule)))].sort());
  choices("tag", "all", [...tags.keys()], (tag) => (tags.get(tag) === tag ? tag : `${tags.get(tag)} (${tag})`));
}

/** Fill a list to choose from; without a choice it is left out. */
function choices(id, none, values, label = (value) => value) {
  byId(id).append(make("option", { value: "" }, none), ...values.map((value) => make("option", { value }, folded(label(value)))));
  byId(id).parentElement.hidden = !values.length;
}

function listen() {
  search.addEventListener("input", type);
  form.addEventListener("change", (event) => event.target !== search && go({ [event.target.name]: event.target.value }));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    go(Object.fromEntries(FILTERS.map((key) => [key, ""])));
    search.focus();
  });
  byId("view-table").addEventListener("click", () => go({ view: "" }));
  byId("view-tree").addEventListener("click", () => go({ view: "tree" }));
  dialog.addEventListener("close", () => state.endpoint && go({ endpoint: "" }));
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.addEventListener("click", follow);
  document.addEventListener("keydown", press);
  addEventListener("popstate", arrive);
  addEventListener("beforeprint", preparePrint);
  addEventListener("afterprint", endPrint);
  matchMedia("print").addEventListener("change", (event) => (event.matches ? preparePrint() : endPrint()));
  byId("theme").addEventListener("click", changeTheme);
}

/** Follow links that filter, or that open an endpoint: these name it alone, but it opens above what is listed. */
function follow(event) {
  const target = event.target.closest?.("a[href^='#'][href*='=']");
  if (!target || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
    return;
  }
  event.preventDefault();
  const { endpoint, ...wanted } = stateOf(target.getAttribute("href"));
  if (endpoint) {
    go({ endpoint });
  } else {
    go({ ...wanted, endpoint: "" });
    goTo("endpoints");
  }
}

function press(event) {
  const writes = event.target.closest?.("input, select, textarea");
  if (event.key === "/" && !writes && !dialog.open && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    search.focus();
  }
  if (event.key === "Escape" && event.target === search && search.value) {
    event.preventDefault();
    go({ q: "" });
  }
}

let unfolded = [];

/** On paper nothing can be pressed: all that is listed and folded has to be there. */
function preparePrint() {
  if (state.view === "tree") {
    showTable(select(state)); // A tree of which most is folded says little on paper.
  }
  showWholeTable();
  unfolded.push(...[...document.querySelectorAll("details:not([open])")].filter((one) => !one.closest("#tree")));
  setOpen(unfolded, true);
}

function endPrint() {
  setOpen(unfolded, false);
  unfolded = [];
}

function setOpen(all, open) {
  for (const one of all) {
    one.open = open;
  }
}

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function changeTheme() {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  byId("theme").setAttribute("aria-pressed", isDark());
}

function start() {
  fillChoices();
  offerSorting((key) => go({ sort: nextSort(state.sort, key) }));
  offerAllFindings();
  listen();
  byId("theme").setAttribute("aria-pressed", isDark());
  for (const element of document.querySelectorAll(".script-only")) {
    element.hidden = element.id === "more" || element.id === "tree";
  }
  const first = stateOf(location.hash);
  show(first);
  if (location.hash && !first.endpoint) {
    goTo(first.place || "endpoints");
  }
}

start();
