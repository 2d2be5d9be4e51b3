// Runs pages in headless Chromium against the edge: node run.js JAR BROWSER
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";
import { chromium } from "playwright-core";
import { Gateway, Simulator, Writer, endAll, token, until, writeAccessFile } from "./gateway.js";

const [jar, browserPath] = [resolve(process.argv[2]), process.argv[3]];
const here = import.meta.dirname;
const OPEN = 1;
const CLOSED = 2;
const RETRY_AFTER_FAILURE_MS = 30_000;

const bundle = buildSync({
  entryPoints: [join(here, "page.js")], bundle: true, write: false, format: "iife", target: "chrome120",
}).outputFiles[0].contents;
const example = readFileSync(join(here, "../../examples/http/index.html"));

const folder = mkdtempSync(join(tmpdir(), "voicemedia-browser-"));
const callers = { many: token(), one: token() };
let release = () => {};
let proxied = 0;

/** Serves the pages, holds one up, and stands between a stream and the gateway where that is the point. */
const pages = createServer(async (request, response) => {
  try {
    const path = new URL(request.url, "http://pages").pathname;
    if (path === "/page.js") {
      response.writeHead(200, { "Content-Type": "text/javascript" }).end(bundle);
    } else if (path === "/example") {
      response.writeHead(200, { "Content-Type": "text/html" }).end(example);
    } else if (path === "/hold") {
      release = () => response.end();
    } else if (path === "/cut") {
      await cut(request, response);
    } else if (path === "/named") {
      await named(request, response);
    } else {
      response.writeHead(200, { "Content-Type": "text/html" }).end("<script src=page.js></script>");
    }
  } catch {
    response.destroy(); // the other side has gone
  }
}).listen(0, "127.0.0.1");
await new Promise((listening) => pages.once("listening", listening));
const listed = `http://127.0.0.1:${pages.address().port}`;
const foreign = `http://localhost:${pages.address().port}`;

/** Ends a stream in order, after some messages and without a word. */
async function cut(request, response) {
  proxied++;
  const upstream = await fetch(`${open.url}/events?from=earliest&type=browser.cut`, {
    headers: request.headers["last-event-id"] ? { "Last-Event-ID": request.headers["last-event-id"] } : {},
  });
  response.writeHead(upstream.status, { "Content-Type": upstream.headers.get("content-type") });
  let text = "";
  for await (const chunk of upstream.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const blocks = text.split("\n\n");
    if (blocks.length > 6) {
      response.end(`${blocks.slice(0, 6).join("\n\n")}\n\n`);
      return;
    }
  }
}

/** Adds the token that an EventSource cannot send. */
async function named(request, response) {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const upstream = await fetch(`${secured.url}/events`, {
    headers: { Authorization: `Bearer ${callers.one.secret}` }, signal: gone.signal,
  });
  response.writeHead(upstream.status, { "Content-Type": upstream.headers.get("content-type") });
  for await (const chunk of upstream.body) {
    response.write(chunk);
  }
  response.end();
}

const simulator = new Simulator(folder);
const open = new Gateway(folder, "open", jar, simulator, [`--http-allowed-origin=${listed}`]);
const secured = new Gateway(folder, "secured", jar, simulator, [
  `--http-allowed-origin=${listed}`, "--access-file=access.yaml", "--http-tls-cert=cert.pem", "--http-tls-key=key.pem",
]);

async function seen(page) {
  return page.evaluate(() => window.seenSoFar());
}

async function record(page, url) {
  await page.evaluate((address) => window.record(address), url);
}

async function untilSeen(page, what, condition) {
  return until(what, async () => {
    const now = await seen(page);
    return condition(now) && now;
  });
}

/** Two times kill -9 and one stop, under a stream that is open each time and goes on. */
async function restarts(page) {
  await record(page, `${open.url}/events?from=earliest&type=browser.restart`);
  const writer = new Writer(open, "browser.restart");
  for (const signal of ["SIGKILL", "SIGKILL", "SIGTERM"]) {
    const { ids } = await seen(page);
    const { errors, names, opens, state } = await untilSeen(page, "events", (now) => now.ids.length >= ids.length + 10);
    assert.equal(state, OPEN);
    await open.end(signal);
    const ended = await untilSeen(page, "the end of the stream", (now) => now.errors.length > errors.length);
    const goodbyes = ended.names.slice(names.length).filter((name) => name.startsWith("REASON"));
    // A page that comes back while the gateway is still stopping is told so again.
    assert.deepEqual([...new Set(goodbyes)], signal === "SIGTERM" ? ["REASON_DRAINING"] : []);
    assert.ok(ended.errors.every((readyState) => readyState !== CLOSED), "the stream has been given up");
    await open.start();
    await untilSeen(page, "another stream", (now) => now.opens.length > opens.length);
  }
  const { length } = (await seen(page)).ids;
  await untilSeen(page, "events on the last stream", (now) => now.ids.length >= length + 10);
  await hasAll(page, await writer.stop());
  console.log("  over kill -9, kill -9 and a stop: nothing missing, nothing twice");
}

async function hasAll(page, ids) {
  const all = await untilSeen(page, `${ids.length} events`, (now) => now.ids.length >= ids.length);
  assert.deepEqual(all.ids, ids);
  assert.deepEqual(all.wrong, []);
}

/** The page takes nothing while the gateway stores some 30 MB for it. */
async function slowReader(page) {
  await record(page, `${open.url}/events?type=browser.slow`);
  await untilSeen(page, "the stream", (now) => now.names.includes("opened"));
  const held = page.evaluate(() => {
    const request = new XMLHttpRequest();
    request.open("GET", "/hold", false); // so that the page does nothing until it has an answer
    request.send();
  });
  const ids = Array.from({ length: 400 }, (unused, number) => `browser.slow-${number}`);
  for (const id of ids) {
    await open.post(id, "browser.slow", "x".repeat(60_000));
  }
  release();
  await held;
  await hasAll(page, ids);
  assert.ok((await seen(page)).names.includes("fell_behind"), "the reader has not fallen behind");
  console.log("  a slow reader is sent all of it from the log");
}

/** An end in order that nothing has announced. */
async function plainEnds(page) {
  const ids = Array.from({ length: 12 }, (unused, number) => `browser.cut-${number}`);
  for (const id of ids) {
    await open.post(id, "browser.cut");
  }
  await record(page, "/cut");
  await hasAll(page, ids);
  assert.ok(proxied >= 3, `${proxied} streams, expected 3 or more`);
  console.log("  over plain ends: nothing missing, nothing twice");
}

/** What is refused for good is not tried again. */
async function refusals(page, foreignPage) {
  for (const [at, query] of [[page, "?typ=call.*"], [page, "?from=nonsense"], [foreignPage, ""]]) {
    const asked = new Set();
    at.on("request", (request) => asked.add(request));
    await record(at, `${open.url}/events${query}`);
    const { opens, errors } = await untilSeen(at, "the end", (now) => now.errors.length > 0);
    assert.deepEqual([opens, errors], [[], [CLOSED]]);
    assert.equal(asked.size, 1);
  }
  const { call_control_id: call } = await simulator.ask("POST", "/calls", { answered: true });
  await assert.rejects(foreignPage.evaluate(([edge]) => window.list(edge), [open.url]), /Failed to fetch/);
  await assert.rejects(foreignPage.evaluate(([...all]) => window.connect(...all), [open.url, call, call, false]));
  assert.deepEqual((await simulator.ask("GET", `/commands?call_control_id=${call}`)).commands, []);
  console.log("  a 4xx ends a stream for good; a page that is not listed gets nothing and does nothing");
}

/** The only place of its caller is taken; later it is free. Returns what waits for the browser to come back. */
async function failure(page) {
  const first = new AbortController();
  const holder = await fetch(`${listed}/named`, { signal: first.signal });
  await holder.body.getReader().read();
  await record(page, "/named");
  const failed = await untilSeen(page, "failed", (now) => now.names.includes("failed") && now.errors.length > 0);
  assert.deepEqual(failed.names, ["failed"]);
  assert.ok(failed.errors.every((readyState) => readyState !== CLOSED), "the stream has been given up");
  first.abort();
  return async () => {
    const { opens } = await untilSeen(page, "the stream after the failure", (now) => now.names.includes("opened"));
    assert.ok(opens.at(-1) - opens[0] >= RETRY_AFTER_FAILURE_MS, `came back after ${opens.at(-1) - opens[0]} ms`);
    console.log("  after failed, the page comes back, 30 s later");
  };
}

async function connectClients(page) {
  const { call_control_id: call } = await simulator.ask("POST", "/calls", { answered: true });
  const { call_control_id: silent } = await simulator.ask("POST", "/calls", { answered: true });
  await simulator.ask("POST", "/faults", { kind: "no_answer", call_control_id: silent });
  for (const binary of [false, true]) {
    const got = await page.evaluate(([...all]) => window.connect(...all), [open.url, call, silent, binary]);
    assert.match(got.spoken, /./);
    assert.deepEqual([got.unknownCall.code, got.unknownCall.reason, got.unknownCall.outcome], ["NotFound", "NOT_FOUND", "rejected"]);
    assert.deepEqual([got.invalid.code, got.invalid.outcome], ["InvalidArgument", "not_sent"]);
    assert.ok(got.invalid.fields.includes("payload"), JSON.stringify(got.invalid));
    assert.equal(got.late.code, "DeadlineExceeded");
    assert.equal(got.cancelled.code, "Canceled");
    assert.equal(got.stream.code, "Unimplemented");
    assert.match(got.stream.message, /GET \/events/);
    assert.equal(got.verifies, true);
  }
  console.log("  connect-web calls, in JSON and in protobuf, and verifies an event");
}

/** More streams than HTTP/1.1 would have, by fetch with a token, over kill -9. */
async function streamsByFetch(page) {
  const writer = new Writer(secured, "browser.fetch");
  await page.evaluate(([...all]) => window.recordByFetch(...all), [8, `${secured.url}/events?from=earliest&type=browser.fetch`, callers.many.secret]);
  const followed = () => page.evaluate(() => window.followed);
  const all = (count) => until(`${count} events`, async () => (await followed()).every((ids) => ids.length >= count));
  await all(10);
  assert.equal(await page.evaluate(([...all]) => window.list(...all), [secured.url, callers.many.secret]), 200);
  assert.equal(await page.evaluate(([...all]) => window.list(...all), [secured.url]), 401);
  await secured.end("SIGKILL");
  const { length } = writer.ids;
  await secured.start();
  await all(length + 10);
  const ids = await writer.stop();
  await all(ids.length);
  for (const each of await followed()) {
    assert.deepEqual(each, ids);
  }
  console.log("  by fetch with a token, 8 streams and calls beside them on HTTP/2, over kill -9");
}

async function examplePage(page) {
  const { call_control_id: call } = await simulator.ask("POST", "/calls", { answered: true });
  await open.post("browser.example", "call.example");
  await page.goto(`${listed}/example?gateway=${open.url}`);
  await page.getByText("call.example").waitFor();
  await page.locator("input[name=call]").fill(call);
  await page.getByText("Speak").click();
  await until("the action", async () => (await simulator.ask("GET", `/commands?call_control_id=${call}`)).commands.length === 1);
  await until("its answer", () => page.locator("output").textContent());
  console.log("  the example");
}

let browser;
try {
  writeAccessFile(join(folder, "access.yaml"), [
    { name: "many", token: callers.many }, { name: "one", token: callers.one, limits: "{streams: 1}" }]);
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"], { cwd: folder, stdio: "ignore" });
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0"; // of the two lines above
  process.removeAllListeners("warning");
  await simulator.start(jar);
  await Promise.all([open.start(), secured.start()]);
  open.url = `http://127.0.0.1:${open.http}`;
  secured.url = `https://127.0.0.1:${secured.http}`;
  browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const tab = async (origin = listed) => {
    const page = await context.newPage();
    await page.goto(origin);
    return page;
  };
  await open.post("browser.first", "browser.first");
  const cameBack = await failure(await tab());
  await connectClients(await tab());
  await refusals(await tab(), await tab(foreign));
  await plainEnds(await tab());
  await slowReader(await tab());
  await restarts(await tab());
  await examplePage(await tab());
  await cameBack();
  await streamsByFetch(await tab());
} catch (error) {
  for (const gateway of [open, secured]) {
    console.error(gateway.output().slice(-3000));
  }
  throw error;
} finally {
  await browser?.close();
  endAll();
  pages.closeAllConnections();
  pages.close();
  rmSync(folder, { recursive: true, force: true });
}
