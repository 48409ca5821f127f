"use strict";
const $ = (id) => document.getElementById(id);
const points = [];
const mostPoints = 900;
let token = "", who = "", state = null, heard = 0;

/* Text only: what engines and callers say never becomes markup. */
function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}
function fill(parent, children) { parent.replaceChildren(...children); }
function say(id, text, className) {
  const target = $(id);
  if (target.textContent !== text) target.textContent = text;
  if (className !== undefined) target.className = className;
}
const percent = (part) => `${(part * 100).toFixed(part && part < 0.1 ? 2 : 1).replace(/\.?0+$/, "")}\u00a0%`;
const shareOf = (mode) => mode.startsWith("canary(") ? parseInt(mode.slice(7), 10) / 1e4 : mode.startsWith("v5") ? 1 : 0;
const short = (hash) => (hash && hash.length > 20 ? `${hash.slice(0, 10)}…${hash.slice(-6)}` : hash || "–");

// Live

function connect() {
  const source = new EventSource("/v1/stream");
  source.addEventListener("points", (event) => { points.splice(0, points.length, ...JSON.parse(event.data)); draw(); });
  source.addEventListener("point", (event) => {
    points.push(JSON.parse(event.data));
    if (points.length > mostPoints) points.shift();
    draw();
  });
  source.addEventListener("state", (event) => { state = JSON.parse(event.data); heard = Date.now(); show(); });
  source.onopen = () => say("link", "live", "good");
  source.onerror = () => say("link", "the gateway does not answer; what is shown is old; trying again …", "bad");
}
setInterval(() => {
  if (heard && Date.now() - heard > 5000) say("link", `nothing heard for ${Math.round((Date.now() - heard) / 1000)} s`, "bad");
  else if (heard && $("link").className === "bad") say("link", "live", "good");
}, 1000);

// The state

function show() {
  const { status, migration } = state;
  const alarms = [];
  if (status.freeze) alarms.push(`Frozen (nothing moves toward v5 until a person has looked): ${status.freeze}`);
  for (const side of status.sides) {
    if (!side.up) alarms.push(`${side.side}'s engine does not answer`);
    if (side.wrongChain) alarms.push(`${side.side}'s engine is on another chain: ${side.wrongChain}`);
  }
  $("alarm").hidden = alarms.length === 0;
  say("alarm", alarms.join(" · "));
  showAuthority(status);
  say("back", status.wayBack.open ? "open" : "closed", `big ${status.wayBack.open ? "good" : "bad"}`);
  say("backwhy", status.wayBack.reason + (isAdvancing(migration) ? "; by hand: «Roll back» at the end of this page" : ""));
  showMigration(migration, status);
  showSides(status);
  showVerdicts(status);
}

function showAuthority(status) {
  const share = shareOf(status.mode), other = status.authority === "v4" ? "v5" : "v4";
  const part = status.authority === "v5" ? share : 1 - share;
  say("authority", part < 1 ? `${status.authority} answers ${percent(part)}` : `${status.authority} answers`, `big ${status.authority}`);
  say("follower", part < 1 ? `${other} answers the other ${percent(1 - part)} of the blocks; both get every call`
    : status.follower ? `${status.follower} gets every call too; its answers are only compared` : `alone (mode ${status.mode})`);
  say("share", percent(share));
}

const stateWords = {
  preMigration: ["not started", ""], testing: ["testing", "warn"], canary: ["canary", "warn"], gradual: ["gradual", "warn"],
  complete: ["complete", "good"], finalized: ["finalized", "good"], rolledBack: ["rolled back", "bad"],
};
function showMigration(migration, status) {
  if (!migration) {
    say("state", "none"); say("stage", "no migration runs beside this gateway"); say("actual", "");
  } else {
    const [word, colour] = stateWords[migration.kind] || [migration.kind, ""];
    const isBack = migration.kind === "rolledBack";
    say("state", word, `big ${colour}`);
    say("stage", `${isBack ? "stopped in " : ""}step ${migration.step} of ${migration.steps} (${migration.stage})`);
    showSteps(migration);
    say("actual", migration.actualShare == null ? "of the blocks: none before the canary"
      : `${isBack ? "now" : "of the blocks"}; v5 gave ${percent(migration.actualShare / 1e4)} of the answers of this attempt ${isBack ? "before" : "so far"}`);
  }
  say("why-title", migration && migration.kind === "rolledBack" ? "Why it stopped, and what starts it again"
    : isAdvancing(migration) ? "The next step comes by itself once all of this is there" : "Why it stands where it does");
  const why = reasons(migration, status), lines = why.join("\n");
  if ($("why").dataset.lines !== lines) {
    $("why").dataset.lines = lines;
    fill($("why"), why.map((line) => element("li", line)));
  }
  const speed = state.migrationSpeed;
  say("speed", speed > 1 ? `a demonstration: the migration's clock runs ${Math.round(speed)} times as fast as yours; times to answer are real` : "");
  showEvidence(migration, status);
  showAudit(migration);
  showActions(migration);
}
const isAdvancing = (migration) => Boolean(migration) && ["testing", "canary", "gradual"].includes(migration.kind);

/* A cell for each step of the plan: done, the one that it is in, and those to come. */
function showSteps(migration) {
  const done = ["complete", "finalized"].includes(migration.kind) ? migration.steps : migration.step - 1;
  const present = migration.kind === "rolledBack" ? "back" : "now";
  fill($("steps"), Array.from({ length: migration.steps }, (_, index) =>
    element("i", undefined, index < done ? "done" : index === migration.step - 1 ? present : "")));
  $("steps").setAttribute("aria-valuenow", done);
  $("steps").setAttribute("aria-valuemax", migration.steps);
}

function reasons(migration, status) {
  const why = [];
  if (!migration) why.push(...status.health.reasons);
  else if (migration.kind === "rolledBack") {
    why.push(migration.stateText.replace(/^RolledBack\(/, "Rolled back: ").replace(/\)$/, ""));
    why.push(...migration.text.filter((line) => line.startsWith("lock-out")).map((line) => `Locked out: ${line.slice(8).trim()}; until then another attempt has to be forced, with a reason`));
  }
  if (migration) {
    for (const hold of migration.holdTexts) why.push(`Held: ${hold}`);
    if (migration.pause) why.push(`Paused by ${migration.pause.who}: ${migration.pause.reason}`);
    for (const blocker of migration.blockers) if (!blocker.startsWith("hold: ")) why.push(blocker[0].toUpperCase() + blocker.slice(1));
    if (migration.kind === "rolledBack") why.push(`Nothing goes on by itself. Look at both answers under «Compared answers», mend the engine that was wrong, then try again: that ends the hold, and a new attempt begins at step 1. ${command("retry", migration)}`);
    else if (migration.holds.some((hold) => ["frozen", "drillFailed"].includes(hold.reason))) why.push(`A person ends it, once it is understood. ${command("resume", migration)}`);
    if (!why.length && isAdvancing(migration)) why.push("Nothing is in the way: about to advance.");
  }
  if (!why.length) why.push(migration && migration.kind === "complete" ? "Complete: v5 answers, v4 stands by." : "All is well.");
  return why;
}
function command(verb, migration) {
  const force = verb === "retry" && (migration.text.some((line) => line.startsWith("lock-out")) || migration.holds.some((hold) => hold.reason === "frozen")) ? " --force" : "";
  return `«${verb === "retry" ? "Try again" : "Resume"}» at the end of this page, or lighthouse-compat ${verb}${force} --reason "…"`;
}

// Evidence

const detectors = {
  critical: "Blocks that v4 and v5 contradict each other about", errors: "Calls that failed, against v4",
  "paired-errors": "Calls that failed on one side alone", "service-level": "Calls that failed, in all",
  mismatch: "Answers that differ", "latency-p50": "Typical time to answer (p50)", "latency-p99": "Slow answers (p99)",
  deadline: "Answers after their deadline", "sample-ratio": "Part of the blocks that v5 got, against the plan",
  silence: "v5 silent while v4 spoke", "chain-idle": "No calls at all", completeness: "Comparisons that were not made",
};
const verdicts = { pass: ["good", "good"], fail: ["bad", "bad"], inconclusive: ["not decided yet", "warn"], noData: ["no data yet", "warn"] };

function amount(value, unit) {
  if (value == null) return "–";
  if (unit === "share") return percent(value);
  if (unit === "milliseconds") return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
  return unit === "seconds" ? `${Math.round(value)} s` : String(Math.round(value));
}
function allowed({ detector, limit, unit, v4 }) {
  if (!limit) return ["–", null];
  const [kind, given] = Object.entries(limit)[0], value = typeof given === "object" ? given._0 : given;
  if (detector === "sample-ratio") return [`about ${percent(value)}`, null];
  if (kind === "value") return [value === 0 ? "none" : amount(value, unit), value];
  if (v4 == null) return ["–", null];
  const most = kind === "times" ? v4 * value : v4 + value;
  return [amount(most, unit) + (kind !== "times" ? "" : value === 1 ? " (as v4)" : ` (${value} × v4)`), most];
}
function verdictOf(reading, most) {
  const [word, colour] = verdicts[reading.verdict] || [reading.verdict, "warn"];
  if (reading.verdict === "fail") return [`bad: ${reading.enforcement === "rollback" ? "rolls back" : reading.enforcement}`, colour];
  if (reading.verdict !== "pass") return [word, colour];
  if (reading.detector === "sample-ratio") return ["good: within chance", colour];
  return [most != null && reading.v5 > most ? "good over all methods: too few calls are slower than that" : word, colour];
}

function showEvidence(migration, status) {
  const readings = (migration && migration.judgement && migration.judgement.readings) || [];
  const texts = new Map(((migration && migration.readings) || []).map((each) => [each.detector, each.text]));
  say("evidence-title", migration && migration.kind === "rolledBack" ? "Evidence about v5, as it stood when the migration stopped" : "Evidence about v5, of the last five minutes");
  fill($("evidence").tBodies[0], readings.map((reading) => evidenceRow(reading, texts.get(reading.detector) || "", status)));
}
function evidenceRow(reading, text, status) {
  const row = element("tr"), name = element("td", detectors[reading.detector] || reading.detector);
  // A contradiction stops the migration at once, before the window that it belongs to is judged.
  const contested = reading.detector === "critical" && status.freeze ? Math.max(1, status.contestedBlocks) : 0;
  const [limit, most] = allowed(reading);
  const [word, colour] = contested ? ["bad: one is enough", "bad"] : verdictOf(reading, most);
  if (reading.detector.startsWith("latency") && reading.note) name.append(element("small", ` ${reading.note}, its worst method`));
  if (reading.detector === "sample-ratio" && reading.n5) name.append(element("small", ` of ${reading.n5}`));
  name.title = text;
  row.append(name, element("td", amount(reading.detector === "critical" ? null : reading.v4, reading.unit), "v4"),
    element("td", contested ? String(contested) : amount(reading.v5, reading.unit), "v5"), element("td", limit));
  const proof = element("td");
  if (typeof reading.logWealth === "number") proof.append(meter(reading));
  row.append(proof, element("td", word, colour));
  return row;
}
function meter(reading) {
  // Nothing speaks against v5 up to a wealth of 1.
  const scale = (wealth) => Math.max(0, Math.min(1, Math.log10(Math.max(1, wealth)) / 9));
  const wealth = Math.exp(Math.min(reading.logWealth, 700));
  const whole = element("span", undefined, "meter"), bar = element("i"), line = element("b");
  bar.style.width = `${scale(wealth) * 100}%`;
  line.style.left = `${scale(reading.failWealth) * 100}%`;
  whole.append(bar, line);
  whole.title = `W = ${wealth.toExponential(1)}, acts at ${reading.failWealth.toExponential(0)}`;
  return whole;
}

function showAudit(migration) {
  const transitions = ((migration && migration.transitions) || []).slice(-12).reverse();
  const key = transitions.map((each) => each.at + each.reason).join();
  if ($("audit").dataset.key === key) return;
  $("audit").dataset.key = key;
  fill($("audit"), transitions.length ? transitions.map((each) =>
    element("li", `${new Date(each.at).toLocaleString()} ${each.who ? `${each.who}: ` : ""}${each.event}: ${each.reason}`))
    : [element("li", "nothing yet")]);
  const drill = migration && migration.lastDrill;
  say("drill", drill ? `Last drill: ${drill.outcome}; decide ${drill.decide} ms, switch ${drill.switch} ms, drain ${drill.drain} ms, ${drill.total} ms in all.`
    : migration && migration.isDrillOverdue ? "A drill of the way back is overdue." : "");
}

function showSides(status) {
  fill($("sides").tBodies[0], status.sides.map((side) => {
    const row = element("tr");
    const standing = !side.up ? ["down", "bad"] : side.wrongChain ? ["on another chain", "bad"]
      : side.behind ? [`behind: ${side.behind}`, "warn"] : ["level", "good"];
    const catchUp = side.catchUp && side.catchUp.state === "running" ? `; ${side.catchUp.done} of ${side.catchUp.total} blocks` : "";
    const share = shareOf(status.mode), isSplit = share > 0 && share < 1;
    const role = isSplit ? `answers ${percent(side.side === "v5" ? share : 1 - share)}` : side.side === status.authority ? "answers"
      : side.side === status.follower ? "listens; its answers are compared" : "is not asked";
    row.append(element("td", side.side, side.side), element("td", role), element("td", standing[0] + catchUp, standing[1]),
      element("td", `${side.lane.waiting} waiting, ${side.lane.inFlight} in flight, ${side.lane.bytes} bytes`), element("td", short(side.head)));
    return row;
  }));
}

// Differences

const verdictWords = {
  match: "the same", tolerated: "different where engines may differ, such as in a payload's extraData (tolerated)", pending: "not told yet by one side (pending)",
  mismatch: "different (mismatch)", divergence: "contradicting each other about a block (divergence)", v4Error: "failed on v4 alone",
  v5Error: "failed on v5 alone", bothErrors: "failed on both", comparatorError: "not comparable",
};

function showVerdicts(status) {
  say("verdicts", Object.entries(status.verdicts).filter(([, count]) => count).map(([name, count]) => `${count} ${verdictWords[name] || name}`).join("; ") || "nothing compared yet");
  const shown = state.mismatches.slice().reverse();
  const key = shown.map((each) => each.id).join();
  if ($("mismatches").dataset.key === key) return;
  $("mismatches").dataset.key = key;
  fill($("mismatches"), shown.map((each) => {
    const details = element("details");
    details.append(element("summary", `#${each.id} ${each.verdict} in ${each.method}: ${each.differences.map((one) => one.text).join("; ")}`,
      each.verdict === "divergence" ? "bad" : ""));
    details.addEventListener("toggle", () => { if (details.open && details.children.length === 1) load(details, each.id); });
    return details;
  }));
}
async function load(details, id) {
  const place = element("div", "loading …", "diff");
  details.append(place);
  try {
    const answer = await fetch(`/v1/mismatches/${id}`);
    const found = await answer.json();
    if (!answer.ok) throw new Error(found.error);
    const [left, right] = [pretty(found.v4), pretty(found.v5)];
    fill(place, [column("v4", left, right), column("v5", right, left)]);
  } catch (error) { fill(place, [element("p", `${error.message}`)]); }
}
function pretty(text) { try { return JSON.stringify(JSON.parse(text), null, 1).split("\n"); } catch { return text.split("\n"); } }
function column(side, lines, others) {
  const other = new Set(others), pre = element("pre", undefined, side);
  pre.append(element("strong", `${side}\n`));
  for (const line of lines) pre.append(other.has(line) ? `${line}\n` : element("mark", `${line}\n`));
  return pre;
}

// Charts

function draw() {
  chart("chart-share", [{ side: "v5", of: (point) => point.share }], { top: 1, text: percent });
  chart("chart-time", ["v4", "v5"].flatMap((side) => [
    { side, of: (point) => point[side].p50 }, { side, of: (point) => point[side].p99, dashed: true }]),
    { text: (value) => `${value && value < 10 ? value.toFixed(1) : Math.round(value)} ms` });
  chart("chart-errors", ["v4", "v5"].map((side) => ({ side, of: (point) => point[side].errorRate })), { text: percent, least: 0.01 });
}
function chart(id, lines, { top, text, least = 0 }) {
  const svg = $(id), width = 600, height = 180, left = 68, bottom = 20, name = "http://www.w3.org/2000/svg";
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const values = lines.flatMap((line) => points.map(line.of)).filter((value) => value != null);
  const highest = top || Math.max(least, ...values) * 1.1 || 1;
  const x = (index) => left + (index / Math.max(1, points.length - 1)) * (width - left - 4);
  const y = (value) => height - bottom - (value / highest) * (height - bottom - 8);
  const made = [];
  const add = (kind, attributes, content) => {
    const node = document.createElementNS(name, kind);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (content !== undefined) node.textContent = content;
    made.push(node);
  };
  for (const part of [0, 0.5, 1]) {
    const value = top ? part * top : (part * highest) / 1.1;
    add("line", { class: "axis", x1: left, x2: width, y1: y(value), y2: y(value) });
    add("text", { x: left - 6, y: y(value) + 4, "text-anchor": "end" }, text(value));
  }
  if (points.length > 1) {
    const clock = (point) => new Date(point.time * 1000).toLocaleTimeString();
    add("text", { x: left, y: height - 4 }, clock(points[0]));
    add("text", { x: width - 2, y: height - 4, "text-anchor": "end" }, clock(points[points.length - 1]));
  }
  for (const line of lines) {
    let path = "", pen = false;
    points.forEach((point, index) => {
      const value = line.of(point);
      if (value == null) { pen = false; return; }
      path += `${pen ? "L" : "M"}${x(index).toFixed(1)} ${y(Math.min(value, highest)).toFixed(1)}`;
      pen = true;
    });
    if (path) add("path", { class: line.side + (line.dashed ? " dashed" : ""), d: path });
  }
  const last = points[points.length - 1];
  svg.setAttribute("aria-label", last ? lines.map((line) => `${line.side}${line.dashed ? " p99" : ""}: ${line.of(last) == null ? "none" : text(line.of(last))}`).join(", ") : "nothing yet");
  svg.replaceChildren(...made);
}

// Acting

const verbs = [
  { verb: "pause", text: "Pause", when: ["testing", "canary", "gradual"], reason: true, unless: (m) => m.pause },
  { verb: "resume", text: "Resume", when: ["testing", "canary", "gradual", "complete"], reason: true, only: (m) => m.pause || m.isWaitingForPerson },
  { verb: "approve", text: "Approve the stage", when: ["testing", "canary", "gradual"] },
  { verb: "promote", text: "Promote", when: ["testing", "canary", "gradual"], reason: true },
  { verb: "retry", text: "Try again", when: ["rolledBack"], reason: true },
  { verb: "rollback", text: "Roll back", when: ["testing", "canary", "gradual", "complete"], reason: true, danger: true, optional: true },
  { verb: "panic", text: "Panic: v4 only", when: ["testing", "canary", "gradual", "complete"], name: true, danger: true },
  { verb: "finalize", text: "Finalize: give v4 up", when: ["complete"], name: true, danger: true },
];
function showActions(migration) {
  const place = $("actions");
  const allowed = token && migration
    ? verbs.filter((each) => each.when.includes(migration.kind) && !(each.unless && each.unless(migration)) && !(each.only && !each.only(migration))) : [];
  const key = allowed.map((each) => each.verb).join();
  place.hidden = !allowed.length;
  if (place.dataset.key === key) return;
  place.dataset.key = key;
  fill(place, allowed.map((each) => {
    const button = element("button", each.text, each.danger ? "danger" : "");
    button.type = "button";
    button.addEventListener("click", () => act(each));
    return button;
  }));
}
function ask(question, label) {
  const dialog = $("ask"), input = $("answer");
  say("question", question);
  $("asklabel").firstChild.textContent = `${label} `;
  input.value = "";
  dialog.returnValue = "no";
  dialog.showModal();
  input.focus();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes" ? input.value : null), { once: true }));
}
async function act(each) {
  const body = { who };
  if (each.reason) {
    const reason = await ask(`${each.text}?`, each.optional ? "Reason, if there is time" : "Reason");
    if (reason === null) return;
    body.reason = reason;
    if (each.verb === "retry") body.force = Boolean(reason);
  } else if (each.name) {
    const typed = await ask(`${each.text}? This cannot be taken back here. Type the migration's name: ${state.migration.name}`, "Name");
    if (typed === null) return;
    body.name = typed;
  }
  say("result", `${each.text} …`, "");
  try {
    const answer = await fetch(`/v1/migration/${each.verb}`, {
      method: "POST", headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` }, body: JSON.stringify(body) });
    const found = await answer.json();
    if (!answer.ok) throw new Error(`${found.error}: ${found.fix}`);
    say("result", `${each.text}: done`, "good");
  } catch (error) { say("result", `${each.text}: ${error.message}`, "bad"); }
}
$("login").addEventListener("submit", (event) => {
  event.preventDefault();
  token = $("token").value.trim();
  who = $("who").value.trim() || "page";
  $("token").value = "";
  say("result", token ? "The token is kept in this page only; the gateway judges it with each action." : "", "");
  if (state) show();
});
$("answer").addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); $("ask").close("yes"); } });

connect();
