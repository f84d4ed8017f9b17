// Findings, as they stand on the page and in the view of an endpoint, and those that are not on the page yet.

/** One finding; on the page it is a place that links lead to. */
function findingItem(one, { isPlace }) {
  const place = `finding-${encodeURIComponent(one.fingerprint)}`;
  const subject = [name(folded(one.service), { class: "service" }), path(one.path)];
  const endpoint = endpointOf.get(one.fingerprint);
  const word = data.severities[one.severity];
  return make(
    "li", { class: `finding ${word}`, id: isPlace && place, tabindex: isPlace && "-1" },
    make(
      "p", { class: "subject" }, severityOf(word), " ",
      isPlace ? [make("span", { class: "method" }, one.method), " ", endpoint ? link(addressOf(endpoint), subject) : subject]
        : link(`#${place}`, one.rule),
      one.location ? [" ", name(folded(one.location), { class: "location" })] : null,
      one.accepted ? [" ", make("span", { class: "tag" }, one.accepted)] : null,
    ),
    make("p", { class: "message" }, name(isPlace ? folded(one.message, 600) : one.message)),
    one.waiver ? make("p", { class: "waiver" }, "Accepted: ", name(one.waiver)) : null,
    make("p", { class: "facts" }, factsOf(one)),
    evidenceList(one.evidence, !isPlace),
  );
}

function factsOf(one) {
  const among = one.total ? ` of ${figure(one.total)}` : "";
  const facts = [`${one.confidence} confidence, ${counted(one.count, "exchange")}${among}`];
  if (one.file) {
    facts.push(", ", name(one.file), ` line ${one.line}`);
  }
  const more = one.hosts.length > 5 ? ` and ${counted(one.hosts.length - 5, "other host")}` : "";
  return [...facts, ...one.hosts.slice(0, 5).flatMap((host, at) => [at ? ", " : ", on ", name(folded(host))]), more];
}

/** Where the exchanges stand: in a packet capture the display filters of Wireshark that find them. */
function evidenceList(evidence, copies = true) {
  if (!evidence.length) {
    return null;
  }
  const items = evidence.map((one) => make("li", {}, name(one.capture), whereIn(one, copies)));
  return make("ul", { class: copies ? "filters" : "evidence", "aria-label": "Evidence" }, items);
}

function whereIn({ frame, stream, entry }, copies) {
  if (entry !== null) {
    return ` entry ${entry}`;
  }
  const filters = [["frame.number", frame], ["tcp.stream", stream]].filter(([, value]) => value !== null);
  const texts = filters.map(([field, value]) => `${field} == ${value}`);
  return texts.flatMap((text) => (copies ? copied(text) : [" ", code(text)]));
}

/** A text with a button that copies it. */
function copied(text) {
  const button = make("button", { type: "button", "aria-label": `Copy ${text}` }, "Copy");
  button.addEventListener("click", async () => {
    button.textContent = (await copy(text)) ? "Copied" : "Select and copy it";
    byId("told").textContent = `${button.textContent}: ${text}`;
  });
  return [code(text), button];
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // Some browsers refuse this to pages that were opened from a disk.
  }
}

/** Put all findings of a rule on the page: the first ones were there already. */
function showAllOf(rule) {
  const list = document.querySelector(`ol[data-rule="${CSS.escape(rule)}"]`);
  const more = document.querySelector(`.more-findings[data-rule="${CSS.escape(rule)}"]`);
  if (list && more) {
    const shown = new Set([...list.children].map((item) => item.id));
    const missing = findings.filter((one) => one.rule === rule && !shown.has(`finding-${encodeURIComponent(one.fingerprint)}`));
    list.append(...missing.map((one) => findingItem(one, { isPlace: true })));
    more.remove();
  }
}

/** Offer what is not on the page yet. */
function offerAllFindings() {
  for (const more of document.querySelectorAll(".more-findings")) {
    const button = make("button", { type: "button" }, "Show all");
    button.addEventListener("click", () => {
      const list = more.previousElementSibling;
      const count = list.children.length;
      showAllOf(more.dataset.rule);
      list.children[count].focus(); // The button is gone: go on where it stood.
    });
    more.append(" ", button);
  }
}
