// Runs the conformance cases; ../README.md says what their fields mean.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { checkRpc, isUnary, useTransport, type RpcCase } from "./rpc.js";
import { checkWebhook, type WebhookCase } from "./webhook.js";

let run = 0;
let failed = 0;

async function check<T extends { name: string }>(
  file: string,
  one: (each: T) => Promise<void>,
  chosen: (each: T) => boolean = () => true,
) {
  const cases = parse(readFileSync(join(process.env.CASES!, `${file}.yaml`), "utf8")) as T[];
  for (const each of cases.filter(chosen)) {
    run++;
    try {
      await one(each);
    } catch (error) {
      failed++;
      console.error(`${file}: ${each.name}: ${(error as Error).message}`);
    }
  }
}

let code = 0;
for (const transport of process.argv.slice(2)) {
  [run, failed] = [0, 0];
  useTransport(transport);
  const chosen = transport === "grpc" ? undefined : isUnary;
  await check<RpcCase>("actions", checkRpc, chosen);
  await check<RpcCase>("reads", checkRpc, chosen);
  if (transport === "grpc") {
    await check<WebhookCase>("webhooks", checkWebhook);
  }
  console.log(`node, ${transport}: ${run} cases, ${failed} failed`);
  code = failed > 0 || run === 0 ? 1 : code;
}
process.exit(code);
