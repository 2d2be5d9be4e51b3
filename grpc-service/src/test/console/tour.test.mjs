/**
 * The console in a real browser, from the first call to a restart: what people do there, by clicking.
 *
 *     VOICEMEDIA_JAR=grpc-service/target/voicemedia.jar node --test grpc-service/src/test/console/tour.test.mjs
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { accessible } from "./axe.mjs";
import { launch, open, violations } from "./browser.mjs";
import { Dev } from "./dev.mjs";
import { serve } from "./serve.mjs";

const JAR = process.env.VOICEMEDIA_JAR;
const HOSTILE = `<img src="/x" onerror="alert(1)"><script>alert(2)</script>`;

let folder;
let dev;
let browser;
let page;
let problems;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "console-"));
  [dev, browser] = await Promise.all([Dev.start(JAR, join(folder, "data")), launch()]);
  ({ page, problems } = await open(browser, dev.url));
});

after(async () => {
  await browser?.close();
  await dev?.kill();
  await rm(folder, { recursive: true, force: true });
});

const row = (name) =>
  page.getByRole("row").filter({ has: page.getByRole("gridcell", { name, exact: true }) });
const click = (name) => page.getByRole("button", { name, exact: true }).click();
const see = (locator) => locator.first().waitFor();
const notice = (text) => see(page.locator("#notice").getByText(text));

/** No markup has come of a text, no script has run, and the page's policy was not tried. */
async function clean() {
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(problems, []);
  assert.equal(await page.locator("main img, main script").count(), 0);
}

test("the call that dev has opened is there, live", async () => {
  await see(page.locator("#stream").getByText("live"));
  await see(row("answered"));
  assert.equal(
    await page.getByRole("link", { name: "Calls", exact: true }).getAttribute("aria-current"),
    "page",
  );
  await accessible(page, "calls");
});

test("calls come and are found", async () => {
  await click("Open a call");
  await click("Let one ring");
  await see(row("ringing"));
  await see(page.getByText("3 calls"));
  await page.getByLabel("State", { exact: true }).selectOption("ringing");
  await see(page.getByText("1 of 3 calls"));
  await page.getByLabel("State", { exact: true }).selectOption("");
  await page.getByLabel("Number or any id").fill("no such number");
  await see(page.getByText("0 of 3 calls"));
  await page.getByLabel("Number or any id").fill("");
  await see(page.getByText("3 calls", { exact: true }));
});

test("a call is answered, spoken on, recorded and keyed into", async () => {
  await row("ringing").click();
  await click("Answer");
  await see(page.getByRole("button", { name: /^Call: answered/ }));
  await click("Record");
  await notice(/^Accepted, /);
  await click("Speak");
  await see(row("call.speak.started"));
  await click("Press");
  await see(row("call.dtmf.received"));
  await see(page.getByRole("button", { name: /^call.dtmf.received: 4/ }));
  await see(row("call.speak.ended"));
  await see(page.getByRole("button", { name: /^Speech: completed .* for / }));
  await click("Stop recording");
  const link = page.getByRole("link", { name: "Download the recording" });
  await see(link);
  assert.match(await link.getAttribute("href"), /^http:\/\/127\.0\.0\.1:/);
  await see(page.getByRole("button", { name: /^Speak: accepted .* \d sent · by anonymous .*Hello, world/ }));
});

test("what went wrong on the way is seen", async () => {
  await page
    .getByLabel("What goes wrong next")
    .selectOption("The next command is executed, but answered 503");
  await notice("answered 503");
  await click("Speak");
  // There may be a hedge as well, where everything is slow.
  await notice(/^Accepted, after \d attempts/);
  await see(page.getByRole("button", { name: /^Attempt 1 of Speak: http_503/ }));
  await see(page.getByRole("button", { name: /^(Attempt \d|Hedge) of Speak: accepted/ }));
  await accessible(page, "one call");
});

test("an event is verified again, and its commands work", async () => {
  await row("call.dtmf.received").first().click();
  const panel = page.getByRole("complementary", { name: "Event" });
  await see(panel.getByText("Signature verified again in this browser"));
  await panel.getByText("Raw body").click();
  await see(panel.getByText('"event_type":"call.dtmf.received"'));
  await panel.getByText("The same on a command line").click();
  await panel.getByRole("button", { name: "Copy curl" }).click();
  await page.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith("curl "));
  const command = await page.evaluate(() => navigator.clipboard.readText());
  const event = JSON.parse(execFileSync("sh", ["-c", command], { encoding: "utf8" })).event;
  assert.equal(event.event.eventType, "call.dtmf.received");
  await panel.getByRole("button", { name: "Copy Cursor" }).click();
  await page.waitForFunction(
    async (cursor) => (await navigator.clipboard.readText()) === cursor,
    event.cursor,
  );
  await panel.getByRole("button", { name: "Deliver again" }).click();
  await notice("Delivered again");
  await accessible(page, "an event");
  await panel.press("Escape");
  await panel.waitFor({ state: "hidden" });
});

test("a keyboard is enough", async () => {
  await page.getByRole("grid", { name: "Events of this call" }).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const panel = page.getByRole("complementary", { name: "Event" });
  await see(panel);
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "hidden" });
});

test("a call ends", async () => {
  await click("Hang up");
  await see(page.getByText("ended, normal_clearing"));
  assert.equal(await page.getByRole("button", { name: "Speak", exact: true }).isVisible(), false);
  await page.getByRole("link", { name: "← Calls" }).click();
  await see(row("ended"));
});

test("text stays text, whatever is in it", async () => {
  const call = await dev.open({
    from: HOSTILE,
    to: HOSTILE,
    client_state: Buffer.from(HOSTILE).toString("base64"),
  });
  await dev.simulate(`calls/${call}/events`, {
    event_type: "call.recording.transcription.saved",
    payload: { transcription_text: HOSTILE },
  });
  await dev.simulate(`calls/${call}/events`, {
    event_type: "call.recording.saved",
    payload: { recording_id: randomUUID(), format: HOSTILE, recording_urls: { mp3: "javascript:alert(3)" } },
  });
  await dev.simulate(`calls/${call}/events`, { event_type: `call.${HOSTILE}`, payload: {} });
  await row(HOSTILE).first().click();
  await see(row("call.recording.saved"));
  await see(page.getByRole("heading", { name: HOSTILE }));
  await row("call.recording.transcription.saved").click();
  const panel = page.getByRole("complementary", { name: "Event" });
  await see(panel.getByRole("definition").filter({ hasText: HOSTILE }));
  assert.equal(await page.getByRole("link", { name: "Download the recording" }).count(), 0);
  await page.getByRole("link", { name: "Feed" }).click();
  await see(page.getByRole("gridcell", { name: `call.${HOSTILE}` }));
  await clean();
});

test("the feed is paused, filtered and gone on with", async () => {
  await click("Pause");
  await dev.open();
  await see(page.getByText(/^paused; [1-9]/));
  await click("Go on");
  await page.getByLabel("Filter").fill("call.dtmf");
  await see(row("call.dtmf.received"));
  await row("call.answered").first().waitFor({ state: "hidden" });
  await page.getByLabel("Filter").fill("");
  await accessible(page, "feed");
});

test("the gateway's health is measured", async () => {
  await page.getByRole("link", { name: "Health" }).click();
  await see(page.getByText("closed", { exact: true }));
  await see(page.getByRole("img", { name: /^Webhooks a second by answer, five minutes: 200 \d/ }));
  await see(page.getByRole("cell", { name: "anonymous" }));
  await accessible(page, "health");
});

test("a hidden tab holds no stream", async () => {
  const hide = (hidden) =>
    page.evaluate((value) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
      document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
  await hide(true);
  await see(page.locator("#stream").getByText("paused while hidden"));
  await until(async () => (await stats()).streams.length === 0);
  await dev.open();
  await hide(false);
  await see(page.locator("#stream").getByText("live"));
  await page.getByRole("link", { name: "Feed" }).click();
  await allShown();
});

test("after a crash the feed goes on, and nothing is missing or twice", async () => {
  await dev.kill();
  await see(page.locator("#stream").getByText("no connection"));
  await page.getByRole("link", { name: "Health" }).click();
  await see(page.getByText("No figures: The gateway cannot be reached."));
  await accessible(page, "health without a gateway");
  await page.getByRole("link", { name: "Calls", exact: true }).click();
  await accessible(page, "calls without a gateway");
  await page.getByRole("link", { name: "Feed" }).click();
  await accessible(page, "feed without a gateway");
  await dev.start();
  await see(page.locator("#stream").getByText("live"));
  await dev.open();
  await allShown();
  await clean();
});

test("in the dark, and on a small screen", async () => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 320, height: 640 });
  for (const view of ["Calls", "Feed", "Health"]) {
    await page.getByRole("link", { name: view, exact: true }).click();
    await accessible(page, `${view}, dark and narrow`);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320, view);
  }
  await page.getByRole("link", { name: "Calls", exact: true }).click();
  await row("answered").first().click();
  await see(page.getByRole("button", { name: /^Call: answered/ }));
  await accessible(page, "one call, dark and narrow");
  await page.getByRole("grid", { name: "Events of this call" }).scrollIntoViewIfNeeded();
  await row("call.initiated").first().click();
  await see(page.getByRole("complementary", { name: "Event" }));
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
  await clean();
});

test("where callers are known, a token is asked for", async () => {
  const gateway = await serve(JAR, folder, { reader: "events", operator: "events, operate" });
  try {
    const guarded = await open(browser, gateway.url);
    const dialog = guarded.page.getByRole("dialog");
    const show = async (token) => {
      await dialog.getByLabel("Token").fill(token);
      await dialog.getByRole("button", { name: "Go on" }).click();
    };
    await see(dialog);
    await accessible(guarded.page, "the question for a token");
    await show("vm_wrong");
    await see(dialog.getByText("The gateway does not accept this token."));
    await show(gateway.tokens.reader);
    await dialog.waitFor({ state: "detached" });
    await see(guarded.page.locator("#stream").getByText("live"));
    await guarded.page.getByRole("link", { name: "Health" }).click();
    await see(guarded.page.getByText("take the scope operate"));
    await guarded.page.reload();
    await see(dialog);
    await show(gateway.tokens.operator);
    await see(guarded.page.getByText("closed", { exact: true }));
    assert.equal(await guarded.page.getByRole("button", { name: "Open a call" }).count(), 0);
    const kept = await guarded.page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    );
    assert.equal(kept, '[{},{},""]');
    assert.deepEqual([await violations(guarded.page), guarded.problems], [[], []]);
  } finally {
    gateway.end();
  }
});

/** Awaits that the page has counted each event of the log, whose first one it has seen. */
async function allShown() {
  await until(async () => {
    const { head } = (await stats()).log;
    return (await page.locator(".count").textContent()) === `${head} events`;
  });
}

async function stats() {
  return (await fetch(`${dev.url}console/stats`)).json();
}

async function until(condition) {
  for (let tries = 0; !(await condition()); tries++) {
    assert.ok(tries < 300, String(condition));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
