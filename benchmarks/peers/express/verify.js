// Checks that a webhook comes from Telnyx: Ed25519 over `timestamp|body`, by Node's OpenSSL.
import { createPublicKey, verify } from 'node:crypto';

const TOLERANCE_SECONDS = 300;
const SIGNATURE_BYTES = 64;
const KEY_BYTES = 32;
// What DER puts before the 32 bytes of an Ed25519 public key.
const DER_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

export function verifier(base64Key) {
  const bytes = Buffer.from(base64Key, 'base64');
  if (bytes.length !== KEY_BYTES) {
    throw new Error(`TELNYX_PUBLIC_KEY: ${bytes.length} bytes, expected ${KEY_BYTES}`);
  }
  const key = createPublicKey({
    key: Buffer.concat([DER_PREFIX, bytes]),
    format: 'der',
    type: 'spki',
  });

  return (body, timestamp, signature) => {
    if (!/^\d{1,12}$/.test(timestamp ?? '') || !signature) {
      return false;
    }
    if (Math.abs(Date.now() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) {
      return false;
    }
    const decoded = Buffer.from(signature, 'base64');
    if (decoded.length !== SIGNATURE_BYTES) {
      return false;
    }
    const prefix = Buffer.from(`${timestamp}|`);
    return verify(null, Buffer.concat([prefix, body]), key, decoded);
  };
}
