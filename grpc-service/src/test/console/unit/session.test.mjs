import assert from "node:assert/strict";
import { test } from "node:test";
import { createSession } from "../../../main/resources/console/data/session.js";

test("all who are refused wait for one answer, and say why it is asked for again", async () => {
  const asked = [];
  const session = createSession(async (reason) => `token-${asked.push(reason)}`);
  assert.deepEqual(session.headers(), {});
  await Promise.all([session.ask({}), session.ask({})]);
  assert.deepEqual(session.headers(), { Authorization: "Bearer token-1" });
  await session.ask(session.headers());
  assert.deepEqual(asked, ["", "The gateway does not accept this token."]);
});

test("who was refused without the token that has come since just tries again", async () => {
  let asked = 0;
  const session = createSession(async () => `token-${++asked}`);
  await session.ask({});
  await session.ask({});
  assert.equal(asked, 1);
});
