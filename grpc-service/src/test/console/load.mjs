/**
 * Measures the console's page under load: 10,000 calls, and 100 events a second for some minutes.
 *
 *     node grpc-service/src/test/console/load.mjs grpc-service/target/voicemedia.jar [SECONDS]
 */
import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { launch, open } from "./browser.mjs";
import { Dev } from "./dev.mjs";

/** The simulator has no more calls open than 10,000; those of the load make up for the rest. */
const CALLS = 9_600;
const EVENTS_A_SECOND = 100;
const EVENTS_A_CALL = 5;
const AT_ONCE = 8;

const [jar, seconds = "600"] = process.argv.slice(2);
const data = await mkdtemp(join(tmpdir(), "console-"));
const dev = await Dev.start(jar, data);
const browser = await launch();
try {
  await Promise.all(Array.from({ length: AT_ONCE }, () => ring(CALLS / AT_ONCE)));
  await stored(CALLS);
  const { page, problems } = await open(browser, "about:blank", {}, dev.url);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable");
  await page.addInitScript(watch);
  await page.goto(dev.url);
  await page.getByText("live", { exact: true }).waitFor({ timeout: 120_000 });
  const caughtUp = await page.evaluate(() => performance.now());
  const most = { JSHeapUsedSize: 0, Nodes: 0 };
  const started = Date.now();
  const load = send(Number(seconds));
  for (let view = 0; Date.now() - started < seconds * 1000; view++) {
    await page.getByRole("link", { name: ["Calls", "Feed", "Health"][view % 3], exact: true }).click();
    await sleep(5000);
    const { metrics } = await devtools.send("Performance.getMetrics");
    for (const { name, value } of metrics.filter((each) => each.name in most)) {
      most[name] = Math.max(most[name], value);
    }
  }
  const sent = await load;
  const { firstCall, longTasks, elements } = await page.evaluate(() => window.measured);
  await devtools.send("HeapProfiler.collectGarbage");
  const kept = (await devtools.send("Performance.getMetrics")).metrics.find(
    ({ name }) => name === "JSHeapUsedSize",
  ).value;
  await page.getByRole("link", { name: "Calls", exact: true }).click();
  await sleep(1000);
  const shown = await page.evaluate(() => document.querySelector(".count")?.textContent ?? "");
  console.log(`sent ${sent} events in ${seconds} s; ${shown}; load ${loadavg()[0].toFixed(1)}`);
  console.log(
    `first call shown ${Math.round(firstCall)} ms after the start of loading, caught up after ${Math.round(caughtUp)} ms`,
  );
  console.log(
    `tasks over 50 ms: ${(longTasks.live / seconds / 10).toFixed(2)} % of the time; while catching up ${Math.round(longTasks.before)} ms`,
  );
  console.log(
    `heap ${mebibytes(most.JSHeapUsedSize)} MiB at most, ${mebibytes(kept)} MiB after a collection`,
  );
  console.log(`${elements} elements at most, ${most.Nodes} nodes with those that are not collected yet`);
  if (problems.length > 0) {
    throw new Error(problems.join("\n"));
  }
} finally {
  await browser.close();
  await dev.kill();
  await rm(data, { recursive: true, force: true });
}

/** In the page: notes the first call, long tasks, and how many elements there are. */
function watch() {
  window.measured = { firstCall: 0, longTasks: { before: 0, live: 0 }, elements: 0 };
  new PerformanceObserver((list) => {
    const live = document.querySelector("#stream")?.dataset.phase === "live";
    for (const { duration } of list.getEntries()) {
      window.measured.longTasks[live ? "live" : "before"] += duration;
    }
  }).observe({ type: "longtask" });
  const look = () => {
    if (document.querySelector(".space > .row:not([hidden])")) {
      window.measured.firstCall ||= performance.now();
    }
    if (window.measured.firstCall === 0) {
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(look);
  setInterval(() => {
    window.measured.elements = Math.max(window.measured.elements, document.querySelectorAll("*").length);
  }, 1000);
}

async function ring(count) {
  for (let number = 0; number < count; number++) {
    await dev.open({ from: `+1202555${String(number % 10_000).padStart(4, "0")}`, answered: false });
  }
}

/** A call after the other, so that there are as many events a second as wanted. */
async function send(duration) {
  const end = Date.now() + duration * 1000;
  let sent = 0;
  for (let due = Date.now(); due < end; due += (EVENTS_A_CALL * 1000) / EVENTS_A_SECOND) {
    await sleep(Math.max(0, due - Date.now()));
    const call = await dev.open({ from: "+12025550100" });
    await dev.simulate(`calls/${call}/dtmf`, { digits: "42" });
    await dev.simulate(`calls/${call}/hangup`, {});
    sent += EVENTS_A_CALL;
  }
  return sent;
}

async function stored(count) {
  for (;;) {
    const { log } = await (await fetch(`${dev.url}console/stats`)).json();
    if (log.head >= count) {
      return;
    }
    await sleep(500);
  }
}

function mebibytes(bytes) {
  return (bytes / (1 << 20)).toFixed(0);
}
