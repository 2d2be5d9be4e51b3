import assert from "node:assert/strict";
import { test } from "node:test";
import { addEvent, durationOf, newCall } from "../../../main/resources/console/data/call.js";
import { Calls } from "../../../main/resources/console/data/calls.js";
import { EVERY_CALL, callMatches } from "../../../main/resources/console/data/filter.js";
import { answered, event, hangup, initiated } from "./events.mjs";

const EVENTS = [initiated(0), answered(3), event("call.speak.started", 4), hangup(9)];

function permutations(list) {
  return list.length < 2
    ? [list]
    : list.flatMap((each, at) => permutations(list.toSpliced(at, 1)).map((rest) => [each, ...rest]));
}

test("the order in which events come makes no difference", () => {
  const [expected, ...others] = permutations(EVENTS).map((events) => {
    const call = events.reduce(addEvent, newCall("leg"));
    return { ...call, types: call.types.toSorted() };
  });
  for (const other of others) {
    assert.deepEqual(other, expected);
  }
  assert.equal(expected.state, "ended");
  assert.equal(expected.hangupCause, "normal_clearing");
  assert.equal(durationOf(expected, Infinity), 9_000);
});

test("a call that goes on grows older", () => {
  const call = [initiated(0), answered(3)].reduce(addEvent, newCall("leg"));
  assert.equal(durationOf(call, initiated(0).at + 60_000), 60_000);
});

test("an event of an unknown type, without a time of its own, is counted", () => {
  const call = addEvent(newCall("leg"), { callLegId: "leg", receivedAt: "2026-01-31T09:30:00Z" });
  assert.equal(call.count, 1);
  assert.equal(call.state, "unknown");
  assert.equal(call.lastAt, Date.parse("2026-01-31T09:30:00Z"));
});

test("events of one leg are one call, whichever id they have", () => {
  const calls = new Calls();
  calls.add({ ...initiated(0), callLegId: "" });
  calls.add(answered(1));
  calls.add({ ...event("call.recording.saved", 2), callControlId: "" });
  assert.equal(calls.inOrder.length, 1);
  assert.equal(calls.find("leg").count, 3);
  assert.equal(calls.find("leg"), calls.find("control"));
});

test("the oldest calls make room for new ones", () => {
  const calls = new Calls(1_000);
  for (let number = 0; number < 1_200; number++) {
    calls.add({ ...initiated(number), callLegId: `leg-${number}`, callControlId: `control-${number}` });
  }
  assert.ok(calls.inOrder.length <= 1_000);
  assert.equal(calls.find("leg-0"), undefined);
  assert.equal(calls.find("control-0"), undefined);
  assert.equal(calls.inOrder.at(-1), calls.find("leg-1199"));
});

test("lists offer what calls have had", () => {
  const calls = new Calls();
  [
    initiated(0),
    answered(1),
    { ...initiated(2), callLegId: "b", callControlId: "b", connectionId: "a" },
  ].forEach((each) => calls.add(each));
  assert.deepEqual(calls.known("connectionId"), ["a", "connection"]);
  assert.deepEqual(calls.known("types"), ["call.answered", "call.initiated"]);
  calls.clear();
  assert.deepEqual(calls.known("types"), []);
});

test("an event of no call is none", () => {
  assert.equal(new Calls().add({ id: "x", receivedAt: "2026-01-31T09:30:00Z" }), undefined);
});

test("a number is found by its digits, an id by its beginning", () => {
  const call = addEvent(newCall("leg"), initiated(0));
  const found = (wanted) => callMatches(call, { ...EVERY_CALL, ...wanted }, call.lastAt);
  assert.ok(found({}));
  assert.ok(found({ text: "(202) 555-0100" }));
  assert.ok(found({ text: "555 01 00" }));
  assert.ok(found({ text: "Sess" }));
  assert.ok(!found({ text: "999" }));
  assert.ok(found({ state: "ringing" }) && !found({ state: "ended" }));
  assert.ok(found({ type: "call.initiated" }) && !found({ type: "call.hangup" }));
  assert.ok(found({ connection: "connection" }) && !found({ connection: "other" }));
  assert.ok(found({ minutes: 5 }));
  assert.ok(!callMatches(call, { ...EVERY_CALL, minutes: 5 }, call.lastAt + 301_000));
});
