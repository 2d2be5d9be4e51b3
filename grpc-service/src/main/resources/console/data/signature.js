import { bytesOf } from "./base64.js";

/** What became of checking an event's signature in this browser. */
export const VERDICTS = {
  verified: "Signature verified again in this browser",
  wrong: "The signature does NOT match the body",
  unsigned: "Recovered, unsigned: Telnyx's list of deliveries vouches for it, no signature does",
  erased: "Erased: the signed body is gone",
  insecure: "Not verified: a page has cryptography only over https, or from this machine",
  unsupported: "Not verified: this browser does not know Ed25519",
  "unknown-key": "Not verified: the gateway does not list the key that signed it",
};

/** Checks signatures with the keys that `listKeys()` returns, as ListPublicKeys has them. */
export function createVerifier(listKeys, crypto = globalThis.crypto) {
  let keys = null;

  async function keyOf(id) {
    keys ??= await listKeys();
    if (!keys.some((key) => key.id === id)) {
      keys = await listKeys(); // a key that has come since
    }
    return keys.find((key) => key.id === id);
  }

  /** One of the names of VERDICTS. */
  return async function verify(event) {
    const webhook = event.webhook;
    if (!webhook) {
      return event.erasedAt ? "erased" : "unsigned";
    } else if (!crypto?.subtle) {
      return "insecure";
    }
    const listed = await keyOf(webhook.publicKeyId);
    if (!listed) {
      return "unknown-key";
    }
    let key;
    try {
      key = await crypto.subtle.importKey("raw", bytesOf(listed.key), "Ed25519", false, ["verify"]);
    } catch {
      return "unsupported";
    }
    const signed = signedBytes(webhook);
    const matches = await crypto.subtle.verify("Ed25519", key, bytesOf(webhook.signature), signed);
    return matches ? "verified" : "wrong";
  };
}

/** The timestamp, a bar, and the body, byte for byte. */
function signedBytes(webhook) {
  const head = new TextEncoder().encode(`${webhook.timestamp}|`);
  const body = bytesOf(webhook.body ?? "");
  const whole = new Uint8Array(head.length + body.length);
  whole.set(head);
  whole.set(body, head.length);
  return whole;
}
