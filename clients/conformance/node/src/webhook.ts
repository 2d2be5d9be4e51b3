import assert from "node:assert/strict";
import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import type { JsonObject } from "@bufbuild/protobuf";
import { assertContains } from "./compare.js";
import { call } from "./rpc.js";

export interface WebhookCase {
  name: string;
  body?: string;
  body_base64?: string;
  signed?: "right" | "wrong" | "other_body";
  age?: number;
  headers?: Record<string, string | null>;
  status: number;
  id?: string;
  event?: JsonObject;
  absent?: string[];
}

/** What precedes the 32 bytes of a seed in its PKCS #8 encoding. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const [RIGHT, WRONG] = [1, 2].map((seed) =>
  createPrivateKey({ key: Buffer.concat([PKCS8, Buffer.alloc(32, seed)]), format: "der", type: "pkcs8" }),
);

export async function checkWebhook(each: WebhookCase) {
  const body = each.body_base64 !== undefined ? Buffer.from(each.body_base64, "base64") : Buffer.from(each.body!);
  const timestamp = String(Math.floor(Date.now() / 1000) - (each.age ?? 0));
  const signed = each.signed === "other_body" ? Buffer.from("another body") : body;
  const key = each.signed === "wrong" ? WRONG! : RIGHT!;
  const headers: Record<string, string | null> = {
    "content-type": "application/json",
    "telnyx-timestamp": timestamp,
    "telnyx-signature-ed25519": sign(null, Buffer.concat([Buffer.from(`${timestamp}|`), signed]), key).toString("base64"),
    ...each.headers,
  };
  const response = await fetch(process.env.WEBHOOK_URL!, {
    method: "POST",
    body,
    headers: Object.entries(headers).filter((header): header is [string, string] => header[1] !== null),
  });
  await response.arrayBuffer();
  assert.equal(response.status, each.status, `status: ${response.status}, expected ${each.status}`);
  if (each.id === undefined) {
    return;
  }

  const stored = await call("GetEvent", { id: each.id }, "");
  const event = (stored.event as JsonObject).event as JsonObject;
  assertContains("event", event, each.event ?? {});
  assert.deepEqual((each.absent ?? []).filter((name) => name in event), []);
  const webhook = event.webhook as Record<string, string>;
  const received = Buffer.from(webhook.body!, "base64");
  assert.deepEqual(received, body);
  const verifies = verify(
    null,
    Buffer.concat([Buffer.from(`${webhook.timestamp}|`), received]),
    createPublicKey(RIGHT!),
    Buffer.from(webhook.signature!, "base64"),
  );
  assert.ok(verifies, "the stored signature does not verify");
}
