/**
 * Makes the pictures of the console anew, of a real run, in light and dark:
 *
 *     node grpc-service/src/test/console/shots.mjs grpc-service/target/voicemedia.jar docs/console
 */
import { mkdtemp, mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { launch, open } from "./browser.mjs";
import { Dev } from "./dev.mjs";

const WIDTH = 1120;
const HEIGHT = 640;

const [jar, folder] = process.argv.slice(2);
const data = await mkdtemp(join(tmpdir(), "console-"));
await mkdir(folder, { recursive: true });
const dev = await Dev.start(jar, data);
const browser = await launch();
try {
  const call = await scene();
  for (const colorScheme of ["light", "dark"]) {
    await shootCall(colorScheme, call); // both at once, since the call goes on
  }
  for (const colorScheme of ["light", "dark"]) {
    await shoot(colorScheme);
  }
} finally {
  await browser.close();
  await dev.kill();
  await rm(data, { recursive: true, force: true });
}

/** A quarter of an hour at a call centre, in half a minute. */
async function scene() {
  for (let number = 0; number < 24; number++) {
    const call = await dev.open({
      from: `+12025550${100 + number}`,
      to: number % 3 === 0 ? "+12025550199" : "+12025550142",
      answered: number % 6 !== 5,
      connection_id: number % 2 === 0 ? "1494404757140276705" : "1684641123236054244",
    });
    if (number % 6 !== 5) {
      await dev.command("MediaActionsService/Speak", {
        callControlId: call,
        payload: "Hello",
        voice: "female",
      });
    }
    if (number % 4 === 1) {
      await dev.simulate(`calls/${call}/hangup`, {});
    }
    await sleep(300);
  }
  const call = await dev.open({ from: "+12025550123", to: "+12025550142", answered: false });
  await until(call, "call.initiated");
  await sleep(1500);
  await dev.command("CallControlService/Answer", { callControlId: call });
  await until(call, "call.answered");
  await dev.command("MediaActionsService/StartRecording", {
    callControlId: call,
    format: "RECORDING_FORMAT_MP3",
    channels: "RECORDING_CHANNELS_DUAL",
  });
  await dev.command("MediaActionsService/Speak", {
    callControlId: call,
    payload: "Welcome. Please key in your number, then the hash key.",
    voice: "female",
  });
  await sleep(2500);
  for (const digits of ["4", "2", "#"]) {
    await dev.simulate(`calls/${call}/dtmf`, { digits });
    await sleep(500);
  }
  await dev.simulate("faults", { kind: "slow_headers", delay_ms: 1200, times: 1, call_control_id: call });
  await dev.command("MediaActionsService/StartPlayback", { callControlId: call, mediaName: "on-hold" });
  await sleep(2500);
  await dev.simulate("faults", {
    kind: "answer",
    status: 503,
    executed: true,
    times: 1,
    call_control_id: call,
  });
  await dev.command("MediaActionsService/Speak", {
    callControlId: call,
    payload: "Thank you. One moment, please.",
    voice: "female",
  });
  await sleep(6000);
  await dev.command("MediaActionsService/StopRecording", { callControlId: call });
  await until(call, "call.recording.saved");
  return call;
}

async function until(call, type) {
  for (let tries = 0; tries < 200; tries++) {
    const { events } = await dev.command("WebhookEventsService/ListEvents", {
      filter: { callControlId: call, eventTypes: [type] },
    });
    if (events?.length > 0) {
      return;
    }
    await sleep(100);
  }
  throw new Error(`${type} has not come`);
}

async function shootCall(colorScheme, call) {
  const { page, save } = await opened(colorScheme);
  await page.getByText("live", { exact: true }).waitFor();
  await sleep(500);
  await save("calls");
  await page.goto(`${dev.url}#/call/${encodeURIComponent(call)}`);
  await page.getByRole("link", { name: "Download the recording" }).waitFor();
  await page.getByRole("button", { name: /^Hedge of/ }).waitFor();
  await page.setViewportSize({ width: WIDTH, height: 720 });
  await sleep(500);
  await save("timeline");
  await page.setViewportSize({ width: WIDTH, height: HEIGHT });
  await page.getByRole("gridcell", { name: "call.recording.saved" }).click();
  await page.getByText("Signature verified again").waitFor();
  await page.mouse.move(0, 0);
  await save("event");
  await page.context().close();
}

async function shoot(colorScheme) {
  const { page, save } = await opened(colorScheme);
  await page.getByRole("link", { name: "Health" }).click();
  await traffic();
  await save("health");
  await page.setViewportSize({ width: 360, height: 640 });
  await page.getByRole("link", { name: "Calls" }).click();
  await sleep(500);
  await save("narrow");
  await page.context().close();
}

async function opened(colorScheme) {
  const { page } = await open(browser, dev.url, { colorScheme, viewport: { width: WIDTH, height: HEIGHT } });
  return { page, save: (name) => page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) }) };
}

/** Something for the charts to draw. */
async function traffic() {
  for (let round = 0; round < 40; round++) {
    const call = await dev.open({ from: "+12025550177", to: "+12025550142" });
    if (round % 3 !== 2) {
      await dev.command("MediaActionsService/Speak", { callControlId: call, payload: "Hi", voice: "male" });
    }
    await dev.simulate(`calls/${call}/hangup`, {});
    await sleep(700 - 12 * round);
  }
}
