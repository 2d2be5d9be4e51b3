import assert from "node:assert/strict";
import type { JsonValue } from "@bufbuild/protobuf";

/** Checks that every expected member is there, at any depth. */
export function assertContains(what: string, actual: JsonValue | undefined, expected: JsonValue) {
  if (typeof expected !== "object" || expected === null || Array.isArray(expected)) {
    assert.deepEqual(actual, expected, `${what}: ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`);
    return;
  }
  assert.ok(typeof actual === "object" && actual !== null && !Array.isArray(actual), `${what}: expected an object`);
  for (const [name, value] of Object.entries(expected)) {
    assertContains(`${what}.${name}`, actual[name], value);
  }
}
