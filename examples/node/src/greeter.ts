// A service that greets callers: it records a call that was answered, speaks a greeting, plays a
// file, and stops the recording. Without arguments it runs; `report` prints what it has done.
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { EventSource, follow, MediaActionsService, WebhookEventsService } from "voicemedia";
import { Database } from "./database.js";
import { Sender } from "./sender.js";
import { PublicKeys } from "./signature.js";

const address = process.env.VOICEMEDIA_ADDRESS ?? "127.0.0.1:50051";
const file = process.env.GREETER_DATABASE ?? "greeter.db";
const audioUrl = process.env.GREETER_AUDIO_URL ?? "https://example.com/welcome.mp3";

if (process.argv[2] === "report") {
  const database = new Database(file, new PublicKeys([]));
  database.report().forEach((line) => console.log(JSON.stringify(line)));
  database.close();
} else {
  const keys = new PublicKeys((process.env.TELNYX_PUBLIC_KEY ?? "").split(","));
  const stop = new AbortController();
  process.once("SIGTERM", () => stop.abort());
  process.once("SIGINT", () => stop.abort());

  const database = new Database(file, keys);
  const transport = createGrpcTransport({
    baseUrl: `http://${address}`,
    pingIntervalMs: 30_000,
    // Streams send heartbeats: a connection on which nothing is under way can be closed.
    idleConnectionTimeoutMs: 60_000,
  });
  const sender = new Sender(database, createClient(MediaActionsService, transport), audioUrl);
  await Promise.all([
    follow(createClient(WebhookEventsService, transport), database, {
      // Not what was recovered: it has no signature, and comes too late for a greeting.
      request: { continueAfterGap: true, filter: { sources: [EventSource.RECEIVED] } },
      signal: stop.signal,
      onReconnect: (error, pause) =>
        console.error(`another stream in ${Math.round(pause)} ms, after ${error?.message ?? "Goodbye"}`),
    }),
    sender.run(stop.signal),
  ]).finally(() => {
    stop.abort();
    database.close();
  });
  process.exit(0);
}
