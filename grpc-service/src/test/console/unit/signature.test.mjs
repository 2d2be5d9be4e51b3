import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";
import { createVerifier } from "../../../main/resources/console/data/signature.js";

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const KEYS = [
  { id: "key", key: publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("base64") },
];

function signed(body, timestamp = "1700000000") {
  const signature = sign(null, Buffer.from(`${timestamp}|${body}`), privateKey);
  return {
    webhook: {
      body: Buffer.from(body).toString("base64"),
      signature: signature.toString("base64"),
      timestamp,
      publicKeyId: "key",
    },
  };
}

test("a signature is verified over timestamp and body", async () => {
  const verify = createVerifier(async () => KEYS);
  assert.equal(await verify(signed('{"data": {}}')), "verified");
  assert.equal(await verify(signed("")), "verified");
  const forged = signed("{}");
  forged.webhook.timestamp = "1700000001";
  assert.equal(await verify(forged), "wrong");
});

test("a key that is not listed is asked for once more", async () => {
  let asked = 0;
  const verify = createVerifier(async () => (asked++ === 0 ? [] : KEYS));
  assert.equal(await verify(signed("{}")), "verified");
  assert.equal(await createVerifier(async () => [])(signed("{}")), "unknown-key");
});

test("what cannot be verified says why", async () => {
  const verify = createVerifier(async () => KEYS);
  assert.equal(await verify({ recovered: {} }), "unsigned");
  assert.equal(await verify({ erasedAt: "2026-01-31T09:30:00Z" }), "erased");
  assert.equal(await createVerifier(async () => KEYS, {})(signed("{}")), "insecure");
});
