/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The script of a fleet's page: filters, groups and sorts its hosts. docs/HTML.md has the data. */
// @ts-check
/**
 * @typedef {{by: string, names: (?string)[]}} Trait
 * @typedef {{of: string, count: number, hosts: number, node: (?string)[], first: (?string)[], verdict: string[], lost: number[],
 *   most: (?number)[], limit: (?number)[], known: number[], need: number[], traits: Trait[]}} Fleet
 * @typedef {{by: string, sort: string, q: string, only: Map<string, string>}} View
 */
/* In the place of a name that is not known. A name that begins with "!" gets another one. */
const NOT_KNOWN = "!unknown";
const VERDICTS = ["lost", "blind", "unknown", "clean"];
const GROUPS_SHOWN = 12, HOSTS_SHOWN = 50, HOSTS_MORE = 500;
/** @type {[string, string][]} */
const SORTS = [["worst", "the worst first"], ["node", "name"], ["lost", "records lost"], ["need", "limit needed"], ["limit", "limit of the boot"],
  ["kernel", "kernel"]];

/** @type {Fleet} */
let fleet;
/** @type {View} */
let view;
/** By what hosts are grouped and filtered: the verdict, then what the data has. @type {Map<string, (?string)[]>} */
const traits = new Map();
/** What the search looks in, a text a host. @type {string[]} */
let searched = [];
let groupsShown = GROUPS_SHOWN, hostsShown = HOSTS_SHOWN;

/** @param {?string} name */
const keyOf = (name) => name === null ? NOT_KNOWN : name.startsWith("!") ? "!" + name : name;
/** @param {string} key */
const wordsOf = (key) => key === NOT_KNOWN ? "not known" : key.startsWith("!") ? key.slice(1) : key;
/** @param {number} count */
const hosts = (count) => some(count, fleet.of === "boots" ? "boot" : "host");

/* ---- the view, which is the link ---- */

/** @param {string} hash @returns {View} */
function readView(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const by = given.get("by") || "", sort = given.get("sort") || "";
  /** @type {Map<string, string>} */
  const only = new Map();
  for (const trait of traits.keys()) {
    const name = given.get("only." + trait);
    if (name !== null) only.set(trait, name);
  }
  return {by: traits.has(by) ? by : traits.has("kernel") ? "kernel" : "verdict",
    sort: SORTS.some(([one]) => one === sort) ? sort : "worst", q: given.get("q") || "", only};
}

function writeView() {
  const fresh = readView(""), words = new URLSearchParams();
  if (view.by !== fresh.by) words.set("by", view.by);
  if (view.sort !== fresh.sort) words.set("sort", view.sort);
  if (view.q) words.set("q", view.q);
  for (const [trait, name] of view.only) words.set("only." + trait, name);
  return "#" + words.toString();
}

/** @param {Partial<View>} change */
function go(change) {
  view = {...view, ...change};
  groupsShown = GROUPS_SHOWN;
  hostsShown = HOSTS_SHOWN;
  const hash = writeView();
  if (hash !== location.hash) history.pushState(null, "", hash);
  show();
}

/** A filter that is there already is taken away. @param {string} trait @param {string} name */
function toggle(trait, name) {
  const only = new Map(view.only);
  if (only.get(trait) === name) only.delete(trait);
  else only.set(trait, name);
  go({only});
}

/* ---- what is selected ---- */

/** The places of the hosts that the filters leave, in the order asked for. @param {View} wanted */
function select(wanted) {
  const q = wanted.q.trim().toLowerCase(), places = [];
  for (let i = 0; i < fleet.node.length; i++)
    if (searched[i].includes(q) && [...wanted.only].every(([trait, name]) => keyOf((traits.get(trait) || [])[i]) === name)) places.push(i);
  return sorted(places, wanted.sort);
}

/** Of equal ones the worse is first. @param {number[]} places @param {string} sort */
function sorted(places, sort) {
  const kernels = traits.get("kernel") || [];
  /** @param {(?string)[]} names @returns {(a: number, b: number) => number} */
  const byName = (names) => (a, b) => (names[a] || "") < (names[b] || "") ? -1 : (names[a] || "") > (names[b] || "") ? 1 : a - b;
  /** @param {(?number)[]} counts @returns {(a: number, b: number) => number} */
  const byCount = (counts) => (a, b) => (counts[b] ?? -1) - (counts[a] ?? -1) || a - b;
  const limits = fleet.limit.map((limit) => limit === 0 ? Infinity : limit);
  if (sort === "node") return places.sort(byName(fleet.node));
  if (sort === "kernel") return places.sort(byName(kernels));
  if (sort === "lost") return places.sort(byCount(fleet.lost));
  if (sort === "need") return places.sort(byCount(fleet.need));
  return sort === "limit" ? places.sort((a, b) => limits[a] === limits[b] ? a - b : byCount(limits)(a, b)) : places;
}

/**
 * The sums of some hosts: of each verdict, records lost, the largest limit needed that is known, how many that is not known of.
 * @param {number[]} places
 */
function sum(places) {
  const all = {hosts: places.length, lost: 0, blind: 0, unknown: 0, clean: 0, least: 0, most: 0, need: 0, open: 0};
  for (const i of places) {
    all[/** @type {"lost"} */ (fleet.verdict[i])]++;
    all.least += fleet.lost[i];
    all.most += fleet.most[i] ?? Infinity;
    if (fleet.known[i]) all.need = Math.max(all.need, fleet.need[i]);
    else all.open++;
  }
  return all;
}

/** Those with the most losses first. @param {number[]} places @param {string} by */
function group(places, by) {
  /** @type {Map<string, number[]>} */
  const groups = new Map(), names = traits.get(by) || [];
  for (const i of places) {
    const key = keyOf(names[i]), list = groups.get(key);
    if (list) list.push(i);
    else groups.set(key, [i]);
  }
  return [...groups].map(([name, list]) => ({name, sum: sum(list)}))
    .sort((a, b) => b.sum.lost - a.sum.lost || b.sum.hosts - a.sum.hosts || (a.name < b.name ? -1 : 1));
}

/* ---- what is shown ---- */

/** @param {number} shown @param {number} all @param {() => void} more */
function moreButton(shown, all, more) {
  return shown < all && make("button", {type: "button", class: "more", click: () => {
    more();
    show();
  }}, `more of ${say(all)}`);
}

/** @param {string} caption @param {[string, string][]} heads @param {HTMLElement[]} rows */
function table(caption, heads, rows) {
  return make("table", {}, make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...heads.map(([words, kind]) => make("th", {scope: "col", class: kind || null}, words)))),
    make("tbody", {}, ...rows));
}

/** @param {number[]} places */
function showGroups(places) {
  const groups = group(places, view.by), rows = groups.slice(0, groupsShown).map(({name, sum: one}) => {
    const on = view.only.get(view.by) === name;
    return make("tr", {class: on ? "on" : null},
      make("th", {scope: "row"}, make("button", {type: "button", "aria-pressed": on, click: () => toggle(view.by, name)},
        make("bdi", {}, wordsOf(name)))),
      ...[one.hosts, one.lost, one.clean, one.blind + one.unknown].map((count) => make("td", {class: "n"}, say(count))),
      make("td", {class: "n"}, one.need ? say(one.need) : "not known"));
  });
  byId("groups").replaceChildren(table("A click on a name leaves those alone",
    [[view.by, ""], [fleet.of, "n"], ["lost", "n"], ["clean", "n"], ["other", "n"], ["limit needed", "n"]], rows),
  moreButton(groupsShown, groups.length, () => groupsShown += HOSTS_MORE) || "");
  byId("groups").firstElementChild?.classList.add("group");
}

/** @param {number} i */
function hostRow(i) {
  const {node, first, verdict, lost, most, limit, known, need} = fleet;
  const name = (/** @type {string} */ trait) => (traits.get(trait) || [])[i];
  const filler = name("key") ?? name("event"), kernel = name("kernel");
  return make("tr", {}, make("th", {scope: "row"}, make("bdi", {}, node[i] ?? "without a name")),
    make("td", {class: `verdict-word ${verdict[i]}`}, verdict[i]),
    make("td", {class: "n"}, verdict[i] === "unknown" ? "not known" : range(lost[i], most[i] ?? Infinity)),
    make("td", {class: "n"}, limit[i] === null ? "not known" : limit[i] === 0 ? "none" : say(limit[i] || 0)),
    make("td", {class: "n"}, known[i] ? say(need[i]) : need[i] ? `at least ${say(need[i])}` : "not known"),
    make("td", {}, make("bdi", {}, filler ?? "not known")), make("td", {}, make("bdi", {}, kernel ?? "not known")),
    make("td", {class: "when"}, (first[i] || "not known").slice(0, 16).replace("T", " ")));
}

/** @param {number[]} places */
function showHosts(places) {
  byId("hosts").replaceChildren(table(
    hosts(places.length) + (places.length > hostsShown ? `, the first ${say(hostsShown)}` : ""),
    [[fleet.of === "boots" ? "boot of" : "host", ""], ["verdict", ""], ["records lost", "n"], ["limit", "n"], ["limit needed", "n"],
      ["filled by", ""], ["kernel", ""], ["first record (UTC)", "when"]], places.slice(0, hostsShown).map(hostRow)),
  moreButton(hostsShown, places.length, () => hostsShown += HOSTS_MORE) || "");
}

/** @param {number[]} places */
function showSum(places) {
  const all = sum(places), told = VERDICTS.filter((verdict) => all[/** @type {"lost"} */ (verdict)])
    .map((verdict) => `${say(all[/** @type {"lost"} */ (verdict)])} ${verdict}`).join(", ");
  byId("sum").textContent = (all.hosts === fleet.node.length ? hosts(all.hosts) : `${say(all.hosts)} of ${hosts(fleet.node.length)}`) +
    (all.hosts ? `: ${told}; ${range(all.least, all.most)} records lost. ` : ".") +
    (all.hosts > all.open ? `Of ${say(all.hosts - all.open)} the need is known: a limit of ${say(all.need)} at the most.`
      : all.hosts ? "What they need is not known." : "");
}

function showChips() {
  /** @type {[string, Partial<View>][]} */
  const chips = [...view.only].map(([trait, name]) => {
    const only = new Map(view.only);
    only.delete(trait);
    return [`${trait}: ${wordsOf(name)}`, {only}];
  });
  if (view.q) chips.push([`“${view.q}”`, {q: ""}]);
  byId("chips").replaceChildren(...chips.map(([words, change]) => make("button", {type: "button", class: "chip",
    "aria-label": `without ${words}`, click: () => go(change)}, make("bdi", {}, words), " ×")));
}

function show() {
  const places = select(view);
  for (const [id, value] of [["by", view.by], ["sort", view.sort], ["q", view.q], ["verdict", view.only.get("verdict") || ""]]) {
    const control = /** @type {HTMLInputElement} */ (byId(id));
    if (control.value !== value) control.value = value;
  }
  showChips();
  showSum(places);
  showGroups(places);
  showHosts(places);
}

/* ---- the page ---- */

/** @param {string} verdict "" for all */
function chooseVerdict(verdict) {
  const only = new Map(view.only);
  only.delete("verdict");
  if (verdict) only.set("verdict", verdict);
  go({only});
}

function build() {
  byId("explore").append(
    make("div", {class: "controls", role: "search"},
      make("label", {for: "q"}, "Search ", make("input", {id: "q", type: "search", placeholder: "host, kernel, label, key …",
        autocomplete: "off", spellcheck: "false",
        input: (/** @type {Event} */ event) => go({q: /** @type {HTMLInputElement} */ (event.target).value})})),
      chooser("verdict", "Verdict", [["", "all"], .../** @type {[string, string][]} */ (VERDICTS.map((verdict) => [verdict, verdict]))],
        chooseVerdict),
      chooser("sort", "Sort by", SORTS, (sort) => go({sort}))),
    make("div", {id: "chips"}), make("p", {id: "sum", role: "status"}),
    make("h3", {}, chooser("by", "Grouped by", [...traits.keys()].map((trait) => [trait, trait]), (by) => go({by}))),
    make("div", {id: "groups", class: "scroll", tabindex: "0", role: "region", "aria-label": "Table of the groups"}),
    make("h3", {}, fleet.of === "boots" ? "The boots chosen" : "The hosts chosen"),
    make("div", {id: "hosts", class: "scroll", tabindex: "0", role: "region", "aria-label": `Table of the ${fleet.of} chosen`}));
  byId("explore").hidden = false;
  byId("told").hidden = true;
}

async function main() {
  if (!window.DecompressionStream) return;
  fleet = await readData();
  if (!fleet.node.length) {
    document.documentElement.dataset.empty = "1";
    return;
  }
  for (const {by, names} of [...fleet.traits, {by: "verdict", names: fleet.verdict}]) traits.set(by, names);
  searched = fleet.node.map((node, i) => [node, ...fleet.traits.map(({names}) => names[i])].join("\n").toLowerCase());
  view = readView(location.hash);
  build();
  show();
  window.addEventListener("popstate", () => {
    view = readView(location.hash);
    show();
  });
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}

/* For the tests: the same numbers as on the page. */
Object.defineProperty(window, "aubacklog", {value: {
  /** @param {string} hash @param {string} by */
  groups: (hash, by) => group(select(readView(hash)), by),
  /** @param {string} hash */
  nodes: (hash) => select(readView(hash)).map((i) => fleet.node[i]),
}});

main();
