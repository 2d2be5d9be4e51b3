import { bytes, duration, number, rate, span } from "../data/format.js";
import { chart } from "./chart.js";
import { h, setAttribute, setText } from "./dom.js";

/** How the gateway is. */
export function healthView({ health }) {
  const webhooks = chart("Webhooks a second by answer, five minutes", rate, { tall: true });
  const answers = chart("Time to the answer, five minutes", (seconds) => span(seconds * 1000), {
    tall: true,
  });
  const attempts = chart("Attempts a second by result, five minutes", rate, { tall: true });
  const circuit = fact("Circuit breaker");
  const queue = fact("In flight, waiting");
  const log = fact("Log");
  const disk = fact("On disk");
  const up = fact("Up");
  const problem = h("p", { class: "empty", role: "status" });
  const streams = h("tbody", {});
  const element = h(
    "section",
    { class: "view health", "aria-label": "Health", tabindex: "0" },
    h("h1", { class: "unseen" }, "Health"),
    problem,
    h("div", { class: "tiles" }, circuit.element, queue.element, log.element, disk.element, up.element),
    h("div", { class: "charts" }, webhooks.element, answers.element, attempts.element),
    h(
      "table",
      {},
      h("caption", {}, "Streams"),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ["Caller", "State", "Behind", "Open for"].map((name) => h("th", { scope: "col" }, name)),
        ),
      ),
      streams,
    ),
  );

  function draw() {
    const { latest, error, steps } = health;
    setText(problem, error === null ? "" : problemOf(error));
    element.classList.toggle("stale", error !== null);
    if (latest === null) {
      return;
    }
    webhooks.draw(series(steps, "webhooks", Object.keys(latest.webhooks.counts), webhookTone));
    answers.draw([
      { name: "p50", tone: "", values: steps.map((step) => step?.p50 ?? null) },
      { name: "p99", tone: "second", values: steps.map((step) => step?.p99 ?? null) },
    ]);
    attempts.draw(series(steps, "attempts", Object.keys(latest.attempts.counts), attemptTone));
    const state = latest.upstream.circuit ?? "unknown";
    circuit.set(state.replace("_", " "), state === "closed" ? "good" : "bad");
    queue.set(`${number(latest.upstream.inFlight)}, ${number(latest.upstream.queued)}`);
    log.set(`${number(latest.log.head - latest.log.earliest)} events`, latest.log.accepting ? "" : "bad");
    log.say(
      `${number(latest.log.earliest + 1)} to ${number(latest.log.head)}${latest.log.accepting ? "" : "; takes no events"}`,
    );
    disk.set(bytes(latest.log.bytes));
    disk.say(`${bytes(latest.log.diskFree)} free`);
    up.set(duration(latest.uptimeSeconds * 1000));
    up.say(latest.version);
    drawStreams(streams, latest);
  }

  return { element, draw };
}

/** One figure, and what belongs to it. */
function fact(name) {
  const value = h("dd", {}, "–");
  const beside = h("dd", { class: "muted" });
  const element = h("dl", { class: "tile" }, h("dt", {}, name), value, beside);
  return {
    element,
    set(text, tone = "") {
      setText(value, text);
      setAttribute(value, "class", tone);
    },
    say: (text) => setText(beside, text),
  };
}

function series(steps, field, labels, toneOf) {
  return labels.sort().map((name) => ({
    name,
    tone: toneOf(name),
    values: steps.map((step) => step && (step[field][name] ?? 0)),
  }));
}

function webhookTone(status) {
  return status.startsWith("2") ? "good" : status.startsWith("4") ? "warn" : "bad";
}

function attemptTone(result) {
  return result === "accepted" ? "good" : /^http_4/.test(result) ? "warn" : "bad";
}

function drawStreams(body, { streams, now }) {
  while (body.rows.length > streams.length) {
    body.deleteRow(-1);
  }
  streams.forEach((stream, index) => {
    const row = body.rows[index] ?? body.insertRow();
    const texts = [
      stream.caller,
      stream.live ? "live" : "catching up",
      stream.live ? "–" : `${number(stream.behind)} events`,
      duration(Date.parse(now) - Date.parse(stream.since)),
    ];
    texts.forEach((text, column) => setText(row.cells[column] ?? row.insertCell(), text));
    row.dataset.state = stream.live ? "live" : "behind";
  });
}

function problemOf(error) {
  return error.status === 403
    ? "The gateway's figures take the scope operate, for all connections."
    : `No figures: ${error.message}`;
}
