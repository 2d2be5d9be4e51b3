import { createHash, createPublicKey, verify, type KeyObject } from "node:crypto";
import type { SignedWebhook } from "voicemedia";

/** Public keys by their ids. */
export class PublicKeys {
  private readonly keys = new Map<string, KeyObject>();

  constructor(encoded: string[]) {
    for (const text of encoded) {
      const raw = Buffer.from(text, "base64");
      if (raw.length !== 32) {
        throw new Error(`TELNYX_PUBLIC_KEY: "${text}", expected base64 of 32 bytes`);
      }
      const id = createHash("sha256").update(raw).digest("hex").slice(0, 16);
      const jwk = { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") };
      this.keys.set(id, createPublicKey({ key: jwk, format: "jwk" }));
    }
  }

  isAuthentic(webhook: SignedWebhook | undefined): boolean {
    const key = this.keys.get(webhook?.publicKeyId ?? "");
    if (webhook === undefined || key === undefined) {
      return false;
    }
    const signed = Buffer.concat([Buffer.from(`${webhook.timestamp}|`), webhook.body]);
    return verify(null, signed, key, webhook.signature);
  }
}
