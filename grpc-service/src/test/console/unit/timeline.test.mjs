import assert from "node:assert/strict";
import { test } from "node:test";
import { LANES, itemsOf, layOut, ticks } from "../../../main/resources/console/data/timeline.js";
import { answered, event, hangup, initiated } from "./events.mjs";

const lane = (lanes, name) => lanes[LANES.indexOf(name)].items;

test("a speech lasts from its start to the end with its id", () => {
  const lanes = itemsOf(
    [
      event("call.speak.started", 1, { speakId: "a" }),
      event("call.speak.started", 2, { speakId: "b" }),
      event("call.speak.ended", 3, { speakId: "b", status: "completed" }),
      event("call.speak.ended", 6, { speakId: "a", status: "call_hangup" }),
    ],
    [],
  );
  assert.deepEqual(
    lane(lanes, "Speech").map((item) => [item.end - item.start, item.label]),
    [
      [5000, "call_hangup"],
      [1000, "1.0 s"],
    ],
  );
});

test("what has not ended goes on, or ended with the call", () => {
  const started = event("call.playback.started", 1, { mediaName: "music" });
  const [open] = lane(itemsOf([initiated(0), started], []), "Playback");
  assert.ok(open.open);
  const [cut] = lane(itemsOf([initiated(0), started, hangup(8)], []), "Playback");
  assert.ok(!cut.open);
  assert.equal(cut.end - cut.start, 7000);
});

test("an end without a start is a mark", () => {
  const [mark] = lane(itemsOf([event("call.playback.ended", 1, { status: "failed" })], []), "Playback");
  assert.equal(mark.bar, undefined);
  assert.equal(mark.tone, "bad");
});

test("a call rings until it is answered", () => {
  const items = lane(itemsOf([initiated(0), answered(4), hangup(9)], []), "Call");
  assert.deepEqual(
    items.map((item) => [item.tone, item.end - item.start]),
    [
      ["ringing", 4000],
      ["answered", 5000],
      ["", 0],
    ],
  );
});

test("a recording that is not a web address is shown all the same, and its link kept as text", () => {
  const urls = { mp3: "javascript:alert(1)" };
  const [item] = lane(itemsOf([event("call.recording.saved", 5, { recordingUrls: urls })], []), "Recording");
  assert.equal(item.link, "javascript:alert(1)");
});

test("attempts are shown where there was more to a command than one", () => {
  const at = "2026-01-31T09:30:00Z";
  const command = (attempts) => ({
    action: "Speak",
    begunAt: at,
    endedAt: at,
    outcome: "accepted",
    attempts,
  });
  const sent = (result, hedge = false) => ({ begunAt: at, endedAt: at, result, hedge });
  assert.equal(lane(itemsOf([], [command([sent("accepted")])]), "Attempts").length, 0);
  const hedged = lane(itemsOf([], [command([sent("cancelled"), sent("accepted", true)])]), "Attempts");
  assert.deepEqual(
    hedged.map((item) => [item.label, item.hedge]),
    [
      ["1", false],
      ["hedge", true],
    ],
  );
});

test("items keep out of each other's way, and within the width", () => {
  const others = [1, 1.5, 2, 9].map((second) => event("call.machine.detection.ended", second));
  const digits = Array.from({ length: 9 }, (_, index) =>
    event("call.dtmf.received", index / 10, { digit: "5" }),
  );
  const plan = layOut(itemsOf([initiated(0), ...digits, ...others], []), initiated(0).at + 60_000, 600);
  for (const { items } of plan.lanes) {
    for (const [index, item] of items.entries()) {
      assert.ok(item.x >= 0 && item.x + item.width <= 600.001);
      for (const other of items.slice(0, index).filter((each) => each.row === item.row)) {
        assert.ok(other.x + other.width <= item.x + 0.5);
        assert.ok(other.x + other.width / 2 + 24 <= item.x + item.width / 2 + 0.01);
      }
    }
  }
  assert.equal(plan.end, initiated(0).at + 60_000);
});

test("of thousands of items a lane shows the latest", () => {
  const many = Array.from({ length: 1000 }, (_, index) => event("call.dtmf.received", index, { digit: "5" }));
  const [, , , , , , keys] = layOut(itemsOf(many, []), 0, 800).lanes;
  assert.equal(keys.items.length, 250);
  assert.equal(keys.hidden, 750);
});

test("an axis has round times", () => {
  assert.deepEqual(ticks(0, 10_000, 5), [0, 2000, 4000, 6000, 8000, 10_000]);
  assert.equal(ticks(0, 7_200_000, 10).length, 9);
});
