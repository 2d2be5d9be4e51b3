// Runs the conformance cases; ../README.md says what their fields mean.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { checkRpc, type RpcCase } from "./rpc.js";
import { checkWebhook, type WebhookCase } from "./webhook.js";

let run = 0;
let failed = 0;

async function check<T extends { name: string }>(file: string, one: (each: T) => Promise<void>) {
  for (const each of parse(readFileSync(join(process.env.CASES!, `${file}.yaml`), "utf8")) as T[]) {
    run++;
    try {
      await one(each);
    } catch (error) {
      failed++;
      console.error(`${file}: ${each.name}: ${(error as Error).message}`);
    }
  }
}

await check<RpcCase>("actions", checkRpc);
await check<RpcCase>("reads", checkRpc);
await check<WebhookCase>("webhooks", checkWebhook);
console.log(`node: ${run} cases, ${failed} failed`);
process.exit(failed > 0 || run === 0 ? 1 : 0);
