import assert from "node:assert/strict";
import { test } from "node:test";
import { EventSourceParser } from "../../../main/resources/console/data/sse.js";

const STREAM =
  'retry: 700\n\nid: 1\ndata: {"a": 1}\n\n: comment\nid: 2\nevent: caught_up\ndata: {}\n\nid: 3\ndata: x\ndata: y\n\n';
const EXPECTED = [
  { id: "1", name: "", data: '{"a": 1}' },
  { id: "2", name: "caught_up", data: "{}" },
  { id: "3", name: "", data: "x\ny" },
];

test("a stream is read the same in whatever pieces it comes", () => {
  for (let size = 1; size <= STREAM.length; size++) {
    const parser = new EventSourceParser();
    const messages = [];
    for (let at = 0; at < STREAM.length; at += size) {
      messages.push(...parser.push(STREAM.slice(at, at + size)));
    }
    assert.deepEqual(messages, EXPECTED);
    assert.equal(parser.retry, 700);
  }
});

test("lines may end with a carriage return too", () => {
  assert.deepEqual([...new EventSourceParser().push(STREAM.replaceAll("\n", "\r\n"))], EXPECTED);
});

test("a message that has broken off is none", () => {
  assert.deepEqual([...new EventSourceParser().push("id: 1\ndata: half")], []);
});
