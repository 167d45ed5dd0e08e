/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page's script: groups, filters and draws the events of a boot. docs/HTML.md has the data. All that comes from a log
 * goes into text nodes and attributes, never into markup. */
// @ts-check
/**
 * A pattern: the numbers of seven names (+ 1; 0 for none), fate, events, slots held, records passed, records lost at the
 * least, and at the most (null without a bound).
 * @typedef {(number|null)[]} Pattern
 * @typedef {{index: number, node: ?string, kernel: ?string, first: ?string, verdict: string, exact: boolean, held: number,
 *   lost: (?number)[], demand: (?number)[], limit: ?number, minimum: ?number, changes: number[][], auditd: ?number,
 *   registration: ?number, names: string[][], patterns: Pattern[], serial: number[], time: (?number)[],
 *   pattern: number[], count?: number[], words: [number, string][]}} Told
 * @typedef {{x: number, held: number, lost: number, perhaps: number, passed: number, row: number}} Step
 * @typedef {{told: Told, texts: string[], at: Float64Array, words: Map<number, string>}} Boot
 * @typedef {{held: number, lost: number, lostMost: number, passed: number, events: number, eventsLost: number,
 *   eventsPassed: number}} Sum (lostMost: Infinity without a bound)
 * @typedef {{boot: number, by: string, count: string, tree: string[], x: string, q: string, from: number, to: number,
 *   only: Record<string, string>}} State
 */
const FATE = 7, EVENTS = 8, HELD = 9, PASSED = 10, LOST = 11, LOST_MOST = 12;
const TRAITS = ["kind", "event", "key", "program", "unit", "user", "type"];
const TYPE = 6;
const FATES = ["held", "truncated", "lost", "lost-recovered", "passed"];
/** @type {Record<string, string>} */
const FATE_WORDS = {"held": "held whole", "truncated": "cut", "lost": "lost", "lost-recovered": "lost, known elsewhere",
  "passed": "written directly"};
/** @type {Record<string, string>} */
const GROUPS = {kind: "kind", event: "event", type: "record type", unit: "unit", key: "rule key", program: "program",
  user: "user", time: "time", fate: "fate"};
const BRANCHES = ["kind", "event", "program", "unit", "key", "user", "fate"];
/** @type {Record<string, string>} */
const COUNTS = {slots: "records held or lost", lost: "records lost", events: "events", passed: "records written directly"};
/* In the place of a name: the event has none, or nobody knows the event. A name that begins with "!" gets another one. */
const NONE = "!none", UNKNOWN = "!unknown";
const BARS = 12, ROWS = 50, CHILDREN = 20;

/* ---- the data ---- */

/** Distances become values, what is new gets its number; a pattern gets the text that is searched. @param {Told} told */
function unpack(told) {
  const {serial, time, pattern, patterns, names} = told;
  const at = new Float64Array(serial.length + 1), known = names.map(() => 1);
  let before = 0, clock = 0, next = 0;
  for (const one of patterns)
    for (let trait = 0; trait < names.length; trait++)
      if (one[trait] === -1) one[trait] = known[trait]++;
  for (let i = 0; i < serial.length; i++) {
    before = serial[i] += before;
    if (pattern[i] === -1) pattern[i] = next++;
    const passed = time[i];
    if (passed !== null) clock = time[i] = passed + clock;
    at[i + 1] = at[i] + num(patterns[pattern[i]], EVENTS) * countOf(told, i);
  }
  const texts = patterns.map((p) => names.map((list, trait) => list[num(p, trait) - 1] || "").join("\n").toLowerCase());
  return {told, texts, at, words: new Map(told.words)};
}

/** @param {Told} told @param {number} row */
const countOf = (told, row) => told.count ? told.count[row] : 1;
/** @param {Pattern} pattern @param {number} at */
const num = (pattern, at) => pattern[at] || 0;

/** The name by which a pattern is grouped. @param {Told} told @param {Pattern} pattern @param {string} trait */
function nameOf(told, pattern, trait) {
  if (trait === "fate") return FATES[num(pattern, FATE)];
  const at = TRAITS.indexOf(trait), name = told.names[at][num(pattern, at) - 1];
  if (name !== undefined) return name.startsWith("!") ? "!" + name : name;
  return num(pattern, 0) ? NONE : UNKNOWN;
}

/** The records of a pattern: type, + held, - lost, = passed, how many. @param {Told} told @param {Pattern} pattern */
function recordsOf(told, pattern) {
  const text = told.names[TYPE][num(pattern, TYPE) - 1] || "";
  return text.split(" ").filter(Boolean).map((part) => {
    const found = /** @type {RegExpMatchArray} */ (part.match(/^(.*)([-+=])(\d+)$/));
    const name = found[1] === "?" ? UNKNOWN : found[1].startsWith("!") ? "!" + found[1] : found[1];
    return {name, fate: found[2], count: Number(found[3])};
  });
}

/** @param {string} trait @param {string} name */
function wordsOf(trait, name) {
  if (trait === "fate") return FATE_WORDS[name] || name;
  if (name === UNKNOWN) return "not known";
  if (name === NONE) return trait === "key" ? "no rule key" : trait === "unit" ? "no unit" : "none";
  return name.startsWith("!") ? name.slice(1) : name;
}

/* ---- the state, which is the link ---- */

/** @type {Boot[]} */
let boots = [];
let stretch = 1;
/** The boots as they are to be listed: of several nodes the worst first. @type {number[]} */
let order = [];
/** @type {State} */
let state;
let barsShown = BARS, rowsShown = ROWS;
/** @type {Set<string>} */
const closed = new Set();

/** @param {number} boot @returns {State} */
function freshState(boot) {
  const {held, lost} = boots[boot].told;
  return {boot, by: "program", count: held || lost[0] ? "slots" : "events", tree: ["kind", "event", "program"], x: "events", q: "",
    from: 0, to: 0, only: {}};
}

/** @param {string} hash @returns {State} */
function readHash(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, "").replace(/^boot-(\d+)$/, "boot=$1"));
  const boot = Number(given.get("boot") ?? NaN);
  const read = freshState(boots[boot] ? boot : order[0]);
  const by = given.get("by") || "", count = given.get("count") || "";
  if (Object.hasOwn(GROUPS, by)) read.by = by;
  if (Object.hasOwn(COUNTS, count)) read.count = count;
  const tree = (given.get("tree") || "").split(".").filter((trait) => BRANCHES.includes(trait));
  if (tree.length) read.tree = [...new Set(tree)].slice(0, 3);
  if (given.get("x") === "time") read.x = "time";
  read.q = given.get("q") || "";
  read.from = Number(given.get("from")) || 0;
  read.to = Number(given.get("to")) || 0;
  for (const trait of Object.keys(GROUPS)) {
    const name = given.get("only." + trait);
    if (name !== null) read.only[trait] = name;
  }
  return read;
}

/** @param {State} wanted */
function writeHash(wanted) {
  const fresh = freshState(wanted.boot), words = new URLSearchParams();
  if (boots.length > 1) words.set("boot", String(wanted.boot));
  if (wanted.by !== fresh.by) words.set("by", wanted.by);
  if (wanted.count !== fresh.count) words.set("count", wanted.count);
  if (wanted.tree.join(".") !== fresh.tree.join(".")) words.set("tree", wanted.tree.join("."));
  if (wanted.x !== fresh.x) words.set("x", wanted.x);
  if (wanted.q) words.set("q", wanted.q);
  if (wanted.from) words.set("from", String(wanted.from));
  if (wanted.to) words.set("to", String(wanted.to));
  for (const [trait, name] of Object.entries(wanted.only)) words.set("only." + trait, name);
  return "#" + words.toString();
}

/** @param {Partial<State>} change */
function go(change) {
  state = {...state, ...change};
  barsShown = BARS;
  rowsShown = ROWS;
  const hash = writeHash(state);
  if (hash !== location.hash) history.pushState(null, "", hash);
  show();
}

/** @param {Record<string, string>} names a filter that is there already is taken away */
function toggle(names) {
  const only = {...state.only};
  const there = Object.entries(names).every(([trait, name]) => only[trait] === name);
  for (const [trait, name] of Object.entries(names))
    if (there) delete only[trait];
    else only[trait] = name;
  go({only});
}

/* ---- what is selected ---- */

/** @param {Boot} boot @param {Pattern} pattern @param {string} trait @param {string} name */
function hasName(boot, pattern, trait, name) {
  if (trait === "type") return recordsOf(boot.told, pattern).some((record) => record.name === name);
  return nameOf(boot.told, pattern, trait) === name;
}

/** The rows that the filters leave, and how many of each pattern these are. @param {Boot} boot @param {State} wanted */
function select(boot, wanted) {
  const {told, texts, at, words} = boot, q = wanted.q.trim().toLowerCase();
  const fits = told.patterns.map((pattern) => Object.entries(wanted.only)
    .every(([trait, name]) => trait === "time" || hasName(boot, pattern, trait, name)));
  const found = texts.map((text) => text.includes(q));
  const span = "time" in wanted.only ? spanOf(boot, wanted.only.time) : null;
  const rows = [], counts = new Float64Array(told.patterns.length);
  for (let i = 0; i < told.pattern.length; i++) {
    const p = told.pattern[i];
    if (!fits[p]) continue;
    if (wanted.from && at[i + 1] < wanted.from || wanted.to && at[i] >= wanted.to) continue;
    if (span && !inSpan(told.time[i], span)) continue;
    if (!found[p] && String(told.serial[i]) !== q && !(words.get(i) || "").toLowerCase().includes(q)) continue;
    rows.push(i);
    counts[p] += countOf(told, i);
  }
  return {rows, counts};
}

/** @returns {Sum} */
const nothing = () => ({held: 0, lost: 0, lostMost: 0, passed: 0, events: 0, eventsLost: 0, eventsPassed: 0});

/** @param {Sum} sum @param {Pattern} pattern @param {number} times */
function add(sum, pattern, times) {
  const fate = FATES[num(pattern, FATE)], events = num(pattern, EVENTS) * times;
  sum.held += num(pattern, HELD) * times;
  sum.lost += num(pattern, LOST) * times;
  sum.lostMost += (pattern[LOST_MOST] === null ? Infinity : num(pattern, LOST_MOST)) * times;
  sum.passed += num(pattern, PASSED) * times;
  sum.events += events;
  if (fate === "passed") sum.eventsPassed += events;
  else if (fate !== "held") sum.eventsLost += events;
}

/** @param {Sum} sum @param {string} count */
function sizeOf(sum, count) {
  return count === "slots" ? sum.held + sum.lost : count === "lost" ? sum.lost : count === "passed" ? sum.passed : sum.events;
}

/** The parts of a bar: held, lost, written directly. @param {Sum} sum @param {string} count */
function partsOf(sum, count) {
  if (count === "events") return [sum.events - sum.eventsLost - sum.eventsPassed, sum.eventsLost, sum.eventsPassed];
  return [count === "slots" ? sum.held : 0, count === "passed" ? 0 : sum.lost, count === "passed" ? sum.passed : 0];
}

/**
 * @param {Boot} boot @param {{rows: number[], counts: Float64Array}} selected @param {string} trait
 * @returns {Map<string, Sum>}
 */
function group(boot, selected, trait) {
  /** @type {Map<string, Sum>} */
  const groups = new Map(), {told} = boot;
  /** @param {string} name */
  const sumOf = (name) => {
    const sum = groups.get(name) || nothing();
    groups.set(name, sum);
    return sum;
  };
  if (trait === "time") {
    for (const row of selected.rows)
      add(sumOf(spanName(boot, told.time[row])), told.patterns[told.pattern[row]], countOf(told, row));
    return groups;
  }
  told.patterns.forEach((pattern, p) => {
    const times = selected.counts[p];
    if (!times) return;
    if (trait !== "type") {
      add(sumOf(nameOf(told, pattern, trait)), pattern, times);
      return;
    }
    const seen = new Set();
    for (const record of recordsOf(told, pattern)) {
      const sum = sumOf(record.name), fate = record.fate === "+" ? "held" : record.fate === "-" ? "lost" : "passed";
      sum[fate] += record.count * times;
      if (seen.has(record.name)) continue;
      seen.add(record.name);
      const slots = {...pattern, [HELD]: 0, [PASSED]: 0, [LOST]: 0};
      add(sum, /** @type {any} */ (slots), times);
    }
  });
  return groups;
}

/* ---- time ---- */

/** @param {Boot} boot */
function findClock(boot) {
  let first = Infinity, last = -Infinity;
  for (const time of boot.told.time)
    if (time !== null) {
      first = Math.min(first, time);
      last = Math.max(last, time);
    }
  /* A clock that is set in the boot jumps by years: then the spans are wide, and still few. */
  const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 86400];
  const width = steps.find((step) => (last - first) / 1000 / step <= 24) || 86400 * Math.ceil((last - first) / 86400000 / 24);
  return {first, width};
}

/** @param {Boot} boot @param {?number} time */
function spanName(boot, time) {
  if (time === null) return UNKNOWN;
  const {first, width} = clockOf(boot);
  return String(Math.floor((time - first) / 1000 / width + 1e-9));
}

/** @type {WeakMap<Boot, {first: number, width: number}>} */
const clocks = new WeakMap();
/** @param {Boot} boot */
function clockOf(boot) {
  const clock = clocks.get(boot) || findClock(boot);
  clocks.set(boot, clock);
  return clock;
}

/** @param {Boot} boot @param {string} name @returns {?number[]} from, to; null: of an unknown time */
function spanOf(boot, name) {
  const {first, width} = clockOf(boot);
  return name === UNKNOWN ? [NaN, NaN] : [first + Number(name) * width * 1000, first + (Number(name) + 1) * width * 1000];
}

/** @param {?number} time @param {number[]} span */
function inSpan(time, [from, to]) {
  if (time === null) return Number.isNaN(from);
  return time >= from - 1e-3 && time < to - 1e-3;
}

/** @param {Boot} boot @param {string} name */
function spanWords(boot, name) {
  if (name === UNKNOWN) return "not known";
  const {width} = clockOf(boot), digits = width < 1 ? 1 : 0;
  return `${(Number(name) * width).toFixed(digits)} to ${((Number(name) + 1) * width).toFixed(digits)} s`;
}

/** @param {Boot} boot @param {string} trait @param {string} name */
function labelOf(boot, trait, name) {
  return trait === "time" ? spanWords(boot, name) : wordsOf(trait, name);
}

/* ---- the graph ---- */

/* As wide as the page lets it be, so that its letters are as large as those around it. */
let WIDTH = 960;
const HEIGHT = 260, LEFT = 56, RIGHT = 12, TOP = 26, BOTTOM = 34;

/** Ticks at 1, 2 or 5 times a power of ten. @param {number} most @param {number} about @param {boolean} whole none between integers */
function ticksOf(most, about, whole) {
  if (!(most > 0)) return [0];
  const raw = most / about, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= raw && (!whole || size >= 1)) || power * 10;
  const ticks = [];
  for (let tick = 0; tick <= most * 1.0001; tick += step) ticks.push(Math.round(tick * 1000) / 1000);
  return ticks;
}

/**
 * The cumulative sums of the selected rows, thinned to what a screen can show.
 * @param {Boot} boot @param {number[]} rows @param {boolean} byTime @returns {Step[]}
 */
function stepsOf(boot, rows, byTime) {
  const {told, at} = boot, all = told.pattern.length, chosen = new Uint8Array(all);
  for (const row of rows) chosen[row] = 1;
  const first = clockOf(boot).first, steps = [{x: 0, held: 0, lost: 0, perhaps: 0, passed: 0, row: 0}];
  const end = byTime ? 0 : at[all], gap = end / 1500;
  let held = 0, lost = 0, perhaps = 0, passed = 0, x = 0;
  for (let i = 0; i < all; i++) {
    const pattern = told.patterns[told.pattern[i]], times = countOf(told, i), time = told.time[i];
    if (byTime) x = time === null ? x : Math.max(x, (time - first) / 1000);
    else x = at[i + 1];
    if (chosen[i]) {
      const most = pattern[LOST_MOST];
      held += num(pattern, HELD) * times;
      lost += num(pattern, LOST) * times;
      perhaps += (most === null ? 0 : Number(most) - num(pattern, LOST)) * times;
      passed += num(pattern, PASSED) * times;
    }
    const last = steps[steps.length - 1];
    const turns = (lost > last.lost) !== (held > last.held) || passed > last.passed !== (last.passed > 0);
    if (x - last.x >= gap || turns && steps.length < 4000 || i + 1 === all)
      steps.push({x, held, lost, perhaps, passed, row: i});
  }
  return steps;
}

/** Where the boot changes: up to the first loss, the loss, up to the registration, the rest. @param {Boot} boot */
function stretchesOf({told, at}) {
  const rows = told.pattern.length;
  let first = -1, last = -1;
  for (let i = 0; i < rows; i++)
    if (told.patterns[told.pattern[i]][LOST_MOST] !== 0) {
      first = first < 0 ? i : first;
      last = i;
    }
  const edges = [0, rows];
  if (first >= 0) edges.push(first, last + 1);
  if (told.registration !== null && stretch === 1) edges.push(told.registration);
  return [...new Set(edges)].sort((a, b) => a - b).map((row) => at[row]);
}

/** @param {Boot} boot @param {number[]} rows */
function showGraph(boot, rows) {
  WIDTH = Math.max(320, byId("graph").clientWidth || WIDTH);
  const byTime = state.x === "time", steps = stepsOf(boot, rows, byTime), {told, at} = boot;
  const end = steps[steps.length - 1], whole = rows.length === told.pattern.length;
  const lines = whole && told.limit !== null && told.limit > 0 ? [{value: told.limit, words: `limit ${say(told.limit)}`, kind: "limit"}] : [];
  if (whole && told.minimum !== null && told.verdict === "lost" && told.minimum !== told.limit)
    lines.push({value: told.minimum, words: `smallest that loses nothing ${say(told.minimum)}`, kind: "minimum"});
  const total = end.held + end.lost + end.perhaps + end.passed;
  const high = Math.max(total, ...lines.map((line) => line.value <= total * 3 ? line.value : 0), 1) * 1.08;
  const wide = Math.max(end.x, byTime ? 0.001 : 1);
  /** @param {number} x */
  const px = (x) => LEFT + x / wide * (WIDTH - LEFT - RIGHT);
  /** @param {number} y */
  const py = (y) => HEIGHT - BOTTOM - y / high * (HEIGHT - TOP - BOTTOM);
  const picture = draw("svg", {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "graph", role: "img", "aria-labelledby": "graph-words sum"});
  for (const tick of ticksOf(high, 4, true))
    picture.append(draw("line", {class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: py(tick), y2: py(tick)}),
      draw("text", {class: "tick", x: LEFT - 6, y: py(tick) + 4, "text-anchor": "end"}, say(tick)));
  for (const tick of ticksOf(wide, WIDTH / 110, !byTime))
    picture.append(draw("text", {class: "tick", x: px(tick), y: HEIGHT - BOTTOM + 16,
      "text-anchor": px(tick) > WIDTH - 40 ? "end" : "middle"}, say(tick)));
  picture.append(draw("text", {class: "tick", x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - 4, "text-anchor": "middle"},
    byTime ? "seconds since the first record" : "event number, in the order of serials"));
  let under = steps.map(() => 0);
  for (const part of /** @type {("held"|"lost"|"perhaps"|"passed")[]} */ (["held", "lost", "perhaps", "passed"])) {
    if (!end[part]) continue;
    const over = steps.map((step, i) => under[i] + step[part]);
    const edge = steps.map((step, i) => `${px(step.x).toFixed(1)},${py(over[i]).toFixed(1)}`);
    const back = steps.map((step, i) => `${px(step.x).toFixed(1)},${py(under[i]).toFixed(1)}`).reverse();
    picture.append(draw("path", {class: `area ${part}`, d: `M${edge.join("L")}L${back.join("L")}Z`}));
    under = over;
  }
  for (const line of lines)
    if (line.value <= high)
      picture.append(draw("line", {class: `level ${line.kind}`, x1: LEFT, x2: WIDTH - RIGHT, y1: py(line.value), y2: py(line.value)}),
        draw("text", {class: `level-words ${line.kind}`, x: LEFT + 6, y: py(line.value) - 5}, line.words));
  if (told.registration !== null && stretch === 1) {
    const row = told.registration, time = told.time[Math.min(row, told.time.length - 1)];
    const x = px(byTime ? Math.max(0, ((time === null ? clockOf(boot).first : time) - clockOf(boot).first) / 1000) : at[row]);
    const left = x > WIDTH / 2;
    picture.append(draw("line", {class: "mark", x1: x, x2: x, y1: TOP - 8, y2: HEIGHT - BOTTOM}),
      draw("text", {class: "tick", x: x + (left ? -5 : 5), y: TOP - 12 + 4, "text-anchor": left ? "end" : "start"}, "auditd takes over"));
  }
  if ((state.from || state.to) && !byTime) {
    const from = px(Math.max(0, (state.from || 1) - 1)), to = px(state.to || wide);
    picture.append(draw("rect", {class: "chosen", x: from, width: Math.max(1, to - from), y: TOP, height: HEIGHT - TOP - BOTTOM}));
  }
  byId("graph-words").textContent = byTime ? "Over time, cumulative." : "Over the events, cumulative.";
  listen(picture, boot, steps, (/** @type {number} */ x) => (x - LEFT) / (WIDTH - LEFT - RIGHT) * wide, px, byTime);
  byId("graph-point").textContent = byTime ? POINT_WORDS : POINT_WORDS + CHOOSE_WORDS;
  byId("graph").replaceChildren(picture);
  byId("legend").replaceChildren(...[["held", "held in the queue"], ["lost", "lost"], ["perhaps", "perhaps lost"],
    ["passed", "written directly, without the queue"]].filter(([part]) => end[/** @type {"held"} */ (part)])
    .map(([part, words]) => make("span", {}, make("span", {class: `swatch ${part}`}), words)));
}

/**
 * Hover tells, a drag chooses events, a click chooses the stretch.
 * @param {SVGElement} picture @param {Boot} boot @param {Step[]} steps @param {(x: number) => number} valueAt
 * @param {(x: number) => number} px @param {boolean} byTime
 */
function listen(picture, boot, steps, valueAt, px, byTime) {
  const pointer = draw("line", {class: "pointer", y1: TOP, y2: HEIGHT - BOTTOM, visibility: "hidden"});
  const drag = draw("rect", {class: "chosen", y: TOP, height: HEIGHT - TOP - BOTTOM, visibility: "hidden"});
  picture.append(drag, pointer);
  let down = NaN;
  /** @param {PointerEvent} event */
  const place = (event) => {
    const box = picture.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * WIDTH;
    return valueAt(Math.min(WIDTH - RIGHT, Math.max(LEFT, x)));
  };
  picture.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    const x = place(event);
    const step = steps.find((/** @type {any} */ one) => one.x >= x) || steps[steps.length - 1];
    const {told} = boot;
    fill(pointer, {x1: px(x), x2: px(x), visibility: "visible"}, []);
    if (!Number.isNaN(down))
      fill(drag, {x: Math.min(px(down), px(x)), width: Math.abs(px(x) - px(down)), visibility: "visible"}, []);
    byId("graph-point").textContent = `${byTime ? `${x.toFixed(1)} s` : `event ${say(Math.ceil(x) || 1)}`}, serial ` +
      `${told.serial[step.row]}: up to here ${say(step.held)} held, ${say(step.lost)} lost, ${say(step.passed)} written directly`;
  });
  picture.addEventListener("pointerleave", () => {
    pointer.setAttribute("visibility", "hidden");
    byId("graph-point").textContent = byTime ? POINT_WORDS : POINT_WORDS + CHOOSE_WORDS;
  });
  if (byTime) return;
  picture.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
    down = place(event);
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointerup", (/** @type {PointerEvent} */ event) => {
    const from = down, to = place(event);
    down = NaN;
    if (Number.isNaN(from)) return;
    if (Math.abs(px(to) - px(from)) >= 4) {
      go({from: Math.floor(Math.min(from, to)) + 1, to: Math.max(1, Math.ceil(Math.max(from, to)))});
      return;
    }
    chooseStretch(boot, to);
  });
}

/** Chooses the stretch in which an event number lies; the same once more chooses all. @param {Boot} boot @param {number} place */
function chooseStretch(boot, place) {
  const edges = stretchesOf(boot), next = edges.findIndex((edge) => edge > place);
  const low = edges[(next < 1 ? edges.length - 1 : next) - 1] + 1, high = edges[next < 1 ? edges.length - 1 : next];
  go(state.from === low && state.to === high ? {from: 0, to: 0} : {from: low, to: high});
}

/** The graph of the report, whose frame says which event is where: a click shows the events of the stretch. */
function listenToPictures() {
  for (const plot of document.querySelectorAll(".queue-graph .plot[data-x]")) {
    const section = /** @type {?HTMLElement} */ (plot.closest("[data-boot]")), at = section ? Number(section.dataset.boot) : 0;
    if (!boots[at] || !boots[at].told.pattern.length || plot.closest("figure.trend")) continue;
    const knots = (plot.getAttribute("data-x") || "").split(" ").map((knot) => knot.split(":").map(Number));
    plot.append(draw("title", {}, "Click for the events of this stretch"));
    plot.addEventListener("click", (event) => {
      const box = plot.getBoundingClientRect(), place = (/** @type {MouseEvent} */ (event).clientX - box.left) / box.width;
      const next = Math.max(1, knots.findIndex((knot) => knot[1] >= place));
      const [from, to] = [knots[next - 1], knots[next]];
      chooseStretch(boots[at], from[0] + (place - from[1]) / (to[1] - from[1]) * (to[0] - from[0]));
      byId("explore").scrollIntoView();
    });
  }
}

const POINT_WORDS = "Point at the graph to read it", CHOOSE_WORDS = "; click to choose a stretch, drag to choose any events";

/* ---- bars, tree, table ---- */

/** @param {Sum} sum @param {number} most @returns {HTMLElement} */
function bar(sum, most) {
  const parts = partsOf(sum, state.count), names = ["held", "lost", "passed"];
  const box = make("span", {class: "bar", "aria-hidden": "true"});
  parts.forEach((part, i) => {
    if (!part) return;
    const piece = make("span", {class: names[i]});
    piece.style.width = `${Math.max(0.4, part / most * 100)}%`;
    box.append(piece);
  });
  return box;
}

/** Largest first; time in its order. @param {Map<string, Sum>} groups @param {string} trait */
function sort(groups, trait) {
  const list = [...groups.entries()].filter(([, sum]) => sizeOf(sum, state.count) > 0);
  if (trait === "time") return list.sort(([a], [b]) => (a === UNKNOWN ? Infinity : Number(a)) - (b === UNKNOWN ? Infinity : Number(b)));
  return list.sort(([a, one], [b, other]) => sizeOf(other, state.count) - sizeOf(one, state.count) || (a < b ? -1 : 1));
}

/** @param {Boot} boot @param {{rows: number[], counts: Float64Array}} selected */
function showBars(boot, selected) {
  const trait = state.by, list = sort(group(boot, selected, trait), trait);
  const most = Math.max(1, ...list.map(([, sum]) => sizeOf(sum, state.count)));
  const total = list.reduce((all, [, sum]) => all + sizeOf(sum, state.count), 0);
  const shown = trait === "time" ? list : list.slice(0, barsShown);
  const body = make("tbody", {}, ...shown.map(([name, sum]) => {
    const on = state.only[trait] === name, size = sizeOf(sum, state.count);
    return make("tr", {class: on ? "on" : null},
      make("th", {scope: "row"}, make("button", {type: "button", "aria-pressed": on, "data-name": name,
        click: () => toggle({[trait]: name})}, make("bdi", {}, labelOf(boot, trait, name)))),
      make("td", {class: "bars"}, bar(sum, most)),
      make("td", {class: "n"}, say(size)),
      make("td", {class: "n quiet"}, trait === "type" && state.count === "events" ? "" : `${Math.round(size / total * 100)} %`));
  }));
  byId("bars").replaceChildren(make("table", {class: "group"},
    make("caption", {class: "hidden"}, `${COUNTS[state.count]} by ${GROUPS[trait]}`),
    make("thead", {class: "hidden"}, make("tr", {}, ...[GROUPS[trait], "bar", COUNTS[state.count], "share"].map((words) =>
      make("th", {scope: "col"}, words)))), body));
  if (shown.length < list.length)
    byId("bars").append(make("button", {type: "button", class: "more", click: () => {
      barsShown = list.length;
      show();
    }}, `all ${say(list.length)}`));
  if (!list.length) byId("bars").replaceChildren(make("p", {class: "quiet"}, "None of these."));
}

/**
 * The items of the tree from a level on, one after the other: each tells its level.
 * @param {Boot} boot @param {Float64Array} counts @param {string[]} traits @param {Record<string, string>} path
 * @param {number} level @param {number} most of the longest bar; 0: it is found here
 * @returns {HTMLElement[]}
 */
function branch(boot, counts, traits, path, level, most) {
  const [trait, ...rest] = traits, {told} = boot;
  const list = sort(group(boot, {rows: [], counts}, trait), trait);
  const scale = most || Math.max(1, ...list.map(([, sum]) => sizeOf(sum, state.count)));
  const items = list.slice(0, CHILDREN).flatMap(([name, sum], i) => {
    const here = {...path, [trait]: name}, id = JSON.stringify(here), open = rest.length > 0 && !closed.has(id);
    const on = Object.entries(here).every(([one, wanted]) => state.only[one] === wanted);
    const item = make("li", {role: "treeitem", class: "leaf", tabindex: "-1", "aria-level": level, "aria-selected": on, "data-path": id,
      "aria-setsize": list.length, "aria-posinset": i + 1, "aria-expanded": rest.length ? open : null},
    make("span", {class: "twist", "aria-hidden": "true"}, rest.length ? open ? "▾" : "▸" : ""),
    make("span", {class: "name"}, make("bdi", {}, labelOf(boot, trait, name))), bar(sum, scale),
    make("span", {class: "n"}, say(sizeOf(sum, state.count))));
    if (!open) return [item];
    const below = counts.map((times, p) => times && nameOf(told, told.patterns[p], trait) === name ? times : 0);
    return [item, ...branch(boot, below, rest, here, level + 1, scale)];
  });
  if (list.length > CHILDREN)
    items.push(make("li", {role: "none", class: "quiet rest"}, `and ${say(list.length - CHILDREN)} smaller`));
  return items;
}

/** @param {Boot} boot @param {Float64Array} counts */
function showTree(boot, counts) {
  const tree = byId("tree"), focused = tree.contains(document.activeElement) ?
    /** @type {HTMLElement} */ (document.activeElement).dataset.path : null;
  tree.replaceChildren(...branch(boot, counts, state.tree, {}, 1, 0));
  const items = treeItems(), target = items.find((item) => item.dataset.path === focused) || items[0];
  if (target) target.tabIndex = 0;
  if (focused && target) target.focus({preventScroll: true});
}

/** @returns {HTMLElement[]} */
const treeItems = () => /** @type {HTMLElement[]} */ ([...byId("tree").querySelectorAll('[role="treeitem"]')]);

/** @param {HTMLElement} item @param {boolean} open */
function turn(item, open) {
  if (!item.hasAttribute("aria-expanded")) return;
  if (open) closed.delete(item.dataset.path || "");
  else closed.add(item.dataset.path || "");
  show();
}

/** @param {KeyboardEvent} event */
function treeKey(event) {
  const items = treeItems(), item = /** @type {HTMLElement} */ (event.target), at = items.indexOf(item);
  const isOpen = item.getAttribute("aria-expanded") === "true";
  const parent = items.slice(0, at).reverse().find((one) => Number(one.ariaLevel) < Number(item.ariaLevel));
  /** @param {HTMLElement|undefined} next */
  const focus = (next) => {
    if (!next) return;
    item.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  };
  switch (event.key) {
  case "ArrowDown": focus(items[at + 1]); break;
  case "ArrowUp": focus(items[at - 1]); break;
  case "Home": focus(items[0]); break;
  case "End": focus(items[items.length - 1]); break;
  case "ArrowRight": isOpen ? focus(items[at + 1]) : turn(item, true); break;
  case "ArrowLeft": isOpen ? turn(item, false) : focus(parent); break;
  case "Enter": case " ": toggle(JSON.parse(item.dataset.path || "{}")); break;
  default: return;
  }
  event.preventDefault();
}

/** @param {MouseEvent} event */
function treeClick(event) {
  const from = /** @type {Element} */ (event.target);
  const item = /** @type {?HTMLElement} */ (from.closest('[role="treeitem"]'));
  if (!item) return;
  if (from.classList.contains("twist")) turn(item, item.getAttribute("aria-expanded") !== "true");
  else toggle(JSON.parse(item.dataset.path || "{}"));
}

/** @param {Boot} boot @param {number[]} rows */
function showRows(boot, rows) {
  const {told, words} = boot;
  /** @param {Pattern} pattern @param {string} trait */
  const cell = (pattern, trait) => {
    const name = nameOf(told, pattern, trait);
    return make("td", {}, name === NONE || name === UNKNOWN ? "" : make("bdi", {}, wordsOf(trait, name)));
  };
  const body = rows.slice(0, rowsShown).map((row) => {
    const pattern = told.patterns[told.pattern[row]], time = told.time[row], events = num(pattern, EVENTS), times = countOf(told, row);
    const fate = FATES[num(pattern, FATE)], sentence = words.get(row);
    const serial = events > 1 ? `${told.serial[row]} to ${told.serial[row] + events - 1}` : String(told.serial[row]);
    return make("tr", {},
      make("th", {scope: "row", class: "n"}, times > 1 ? `${serial} and ${say(times - 1)} alike` : serial),
      make("td", {class: "when"}, time === null ? "" : new Date(time).toISOString().slice(11, 23)),
      make("td", {class: `fate ${fate}`}, FATE_WORDS[fate]),
      cell(pattern, "event"), cell(pattern, "program"), cell(pattern, "key"), cell(pattern, "unit"), cell(pattern, "user"),
      make("td", {class: "n"}, num(pattern, HELD) ? say(num(pattern, HELD)) : ""),
      make("td", {class: "n"}, pattern[LOST_MOST] === 0 ? "" : range(num(pattern, LOST), pattern[LOST_MOST] ?? Infinity)),
      make("td", {class: "words"}, sentence ? make("bdi", {}, sentence) : ""));
  });
  const heads = ["serial", "time (UTC)", "fate", "event", "program", "rule key", "unit", "user", "held", "lost", "what it was"];
  byId("rows").replaceChildren(make("table", {class: "events"},
    make("caption", {}, some(rows.length, "row") +
      (rows.length > rowsShown ? `, the first ${say(rowsShown)}` : "")),
    make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", {scope: "col"}, head)))), make("tbody", {}, ...body)));
  if (rows.length > rowsShown)
    byId("rows").append(make("button", {type: "button", class: "more", click: () => {
      rowsShown += 500;
      show();
    }}, "more"));
}

/* ---- the page ---- */

/** @param {Boot} boot @param {Float64Array} counts */
function showSum(boot, counts) {
  const sum = nothing(), {told} = boot, all = boot.at[told.pattern.length];
  told.patterns.forEach((pattern, p) => counts[p] && add(sum, pattern, counts[p]));
  /* Of the whole boot more may be known than of each event. */
  const whole = sum.events === all, unplaced = whole ? Math.max(0, (told.lost[0] || 0) - sum.lost) : 0;
  const least = whole ? told.lost[0] || 0 : sum.lost, most = whole ? told.lost[1] ?? Infinity : sum.lostMost;
  byId("sum").textContent = `${whole ? "All" : `${say(sum.events)} of`} ${some(all, "event")}: ${some(sum.held, "record")} held, ` +
    `${range(least, most)} ${(most === Infinity ? least : most) === 1 ? "record" : "records"} lost, ${say(sum.passed)} written directly.` +
    (unplaced ? ` ${say(unplaced)} of those lost cannot be laid to an event.` : "");
}

/** @param {Boot} boot */
function showChips(boot) {
  /** @type {[string, Partial<State>][]} */
  const chips = Object.entries(state.only).map(([trait, name]) => {
    const only = {...state.only};
    delete only[trait];
    return [`${GROUPS[trait]}: ${labelOf(boot, trait, name)}`, {only}];
  });
  if (state.from || state.to)
    chips.push([`events ${say(state.from || 1)} to ${say(state.to || boot.at[boot.told.pattern.length])}`, {from: 0, to: 0}]);
  if (state.q) chips.push([`“${state.q}”`, {q: ""}]);
  byId("chips").replaceChildren(...chips.map(([words, change]) => make("button", {type: "button", class: "chip",
    "aria-label": `without ${words}`, click: () => go(change)}, make("bdi", {}, words), " ×")),
  chips.length > 1 && make("button", {type: "button", class: "chip all", click: () => go({only: {}, q: "", from: 0, to: 0})}, "clear all") || "");
}

function showControls() {
  for (const [id, value] of [["by", state.by], ["count", state.count], ["x", state.x], ["q", state.q], ["boot", String(state.boot)],
    ["from", state.from ? String(state.from) : ""], ["to", state.to ? String(state.to) : ""],
    ...[0, 1, 2].map((i) => [`tree-${i}`, state.tree[i] || ""])]) {
    const control = /** @type {?HTMLInputElement} */ (document.getElementById(id));
    if (control && control.value !== value) control.value = value;
  }
}

/** Of the boots of the page one is shown. */
function showBoot() {
  if (boots.length < 2) return;
  for (const section of document.querySelectorAll("[data-boot]"))
    /** @type {HTMLElement} */ (section).hidden = /** @type {HTMLElement} */ (section).dataset.boot !== String(state.boot);
  for (const row of document.querySelectorAll("[data-of-boot]")) {
    const here = /** @type {HTMLElement} */ (row).dataset.ofBoot === String(state.boot);
    row.classList.toggle("on", here);
    here ? row.setAttribute("aria-current", "true") : row.removeAttribute("aria-current");
  }
}

function show() {
  const boot = boots[state.boot], selected = select(boot, state);
  byId("explore").classList.toggle("chosen", selected.rows.length < boot.told.pattern.length);
  showBoot();
  showControls();
  showChips(boot);
  showSum(boot, selected.counts);
  /* The stretch that is chosen stands out in its surroundings. */
  showGraph(boot, state.from || state.to ? select(boot, {...state, from: 0, to: 0}).rows : selected.rows);
  showBars(boot, selected);
  showTree(boot, selected.counts);
  showRows(boot, selected.rows);
}

/** @param {number} level @param {string} trait */
function chooseBranch(level, trait) {
  const tree = [...state.tree];
  const before = tree.indexOf(trait);
  if (trait && before >= 0 && before !== level) tree[before] = tree[level];
  tree[level] = trait;
  go({tree: tree.filter(Boolean)});
}

/** @param {Told} told */
function bootWords(told) {
  const when = told.first ? told.first.slice(0, 16).replace("T", " ") : "time not known";
  return `${told.node ? told.node + ", " : ""}boot ${told.index} of ${when}: ${told.verdict}`;
}

function build() {
  const groups = /** @type {[string, string][]} */ (Object.entries(GROUPS));
  const branches = /** @type {[string, string][]} */ (BRANCHES.map((trait) => [trait, GROUPS[trait]]));
  /** @param {string} id @param {"from"|"to"} end */
  const edge = (id, end) => make("input", {id, type: "number", min: 1, inputmode: "numeric", "aria-label": `${end} event number`,
    change: (/** @type {Event} */ event) => go({[end]: Number(/** @type {HTMLInputElement} */ (event.target).value) || 0})});
  byId("explore").append(
    make("div", {class: "controls", role: "search"},
      make("label", {for: "q"}, "Search ", make("input", {id: "q", type: "search", placeholder: "program, key, unit, serial …",
        autocomplete: "off", spellcheck: "false",
        input: (/** @type {Event} */ event) => go({q: /** @type {HTMLInputElement} */ (event.target).value})})),
      chooser("count", "Count", /** @type {[string, string][]} */ (Object.entries(COUNTS)), (count) => go({count})),
      make("span", {class: "edges"}, "Events ", edge("from", "from"), " to ", edge("to", "to")),
      chooser("x", "Graph over", [["events", "events"], ["time", "time"]], (x) => go({x}))),
    make("div", {id: "chips"}), make("p", {id: "sum", role: "status"}),
    make("figure", {}, make("div", {id: "graph"}), make("figcaption", {}, make("span", {id: "graph-words"}), " ",
      make("span", {id: "graph-point"}))),
    make("p", {class: "legend", id: "legend"}),
    make("div", {class: "panes"},
      make("div", {}, make("h3", {}, chooser("by", "By", groups, (by) => go({by}))), make("div", {id: "bars"})),
      make("div", {}, make("h3", {class: "order"}, ...[0, 1, 2].map((level) => chooser(`tree-${level}`, level ? "then" : "Tree of",
        level ? [["", "nothing"], ...branches] : branches, (trait) => chooseBranch(level, trait)))),
      make("ul", {id: "tree", role: "tree", "aria-label": "Tree of the events", keydown: treeKey, click: treeClick}))),
    make("h3", {}, "The events chosen"), make("div", {id: "rows", tabindex: "0", role: "region", "aria-label": "Table of the events chosen"}));
  if (boots.length > 1)
    byId("chooser").append(chooser("boot", "Boot shown below", order.map((i) => [String(i), bootWords(boots[i].told)]),
      (boot) => go({...freshState(Number(boot)), by: state.by, tree: state.tree})));
  byId("explore").hidden = false;
}

async function main() {
  if (!window.DecompressionStream) return;
  const data = await readData();
  boots = data.boots.map(unpack);
  stretch = data.stretch;
  order = data.order;
  if (!boots.some(({told}) => told.pattern.length)) {
    document.documentElement.dataset.empty = "1";
    return;
  }
  state = readHash(location.hash);
  build();
  show();
  listenToPictures();
  window.addEventListener("popstate", () => {
    state = readHash(location.hash);
    show();
  });
  let width = innerWidth;
  window.addEventListener("resize", () => {
    if (innerWidth !== width) show();
    width = innerWidth;
  });
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}

/* For the tests: the same numbers as on the page. */
Object.defineProperty(window, "aubacklog", {value: {
  /** @param {string} hash @param {string} trait */
  groups: (hash, trait) => {
    const wanted = readHash(hash), boot = boots[wanted.boot];
    return [...group(boot, select(boot, wanted), trait)];
  },
}});

main();
