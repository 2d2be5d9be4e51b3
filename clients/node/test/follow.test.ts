import assert from "node:assert/strict";
import { createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { connectNodeAdapter, createGrpcTransport, Http2SessionManager } from "@connectrpc/connect-node";
import {
  follow,
  RetryInfoSchema,
  SubscribeResponseSchema,
  WebhookEventsService,
  type CursorStore,
  type FollowOptions,
  type SubscribeRequest,
  type SubscribeResponse,
} from "voicemedia";

type Act = (signal: AbortSignal) => AsyncIterable<SubscribeResponse>;

class Memory implements CursorStore {
  readonly cursors: string[] = [];

  cursor() {
    return this.cursors.at(-1) ?? "";
  }

  save(message: SubscribeResponse) {
    this.cursors.push(message.cursor);
  }
}

const UNAVAILABLE = new ConnectError("scripted", Code.Unavailable);
const DATA_LOSS = new ConnectError("scripted", Code.DataLoss);

function sends(end: ConnectError | undefined, ...messages: SubscribeResponse[]): Act {
  return async function* () {
    yield* messages;
    if (end !== undefined) {
      throw end;
    }
  };
}

function falls_silent_after(...messages: SubscribeResponse[]): Act {
  return async function* (signal) {
    yield* messages;
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
  };
}

type Kind = Exclude<SubscribeResponse["message"]["case"], undefined>;

function message(cursor: string, kind: Kind = "event") {
  return create(SubscribeResponseSchema, { cursor, message: { case: kind, value: {} } as never });
}

/** Follows until something ends it; pauses take no time. */
async function run(acts: Act[], store: CursorStore, options: FollowOptions = {}) {
  const requests: SubscribeRequest[] = [];
  const server = createServer(
    connectNodeAdapter({
      routes: (router) =>
        router.service(WebhookEventsService, {
          subscribe: (request, context) => {
            requests.push(request);
            return acts.shift()!(context.signal);
          },
        }),
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sessions = new Http2SessionManager(baseUrl);
  const pauses: number[] = [];
  let error: unknown;
  try {
    await follow(createClient(WebhookEventsService, createGrpcTransport({ baseUrl, sessionManager: sessions })), store, {
      onReconnect: (_, pause) => pauses.push(pause),
      sleep: async () => {},
      ...options,
    });
  } catch (thrown) {
    error = thrown;
  } finally {
    sessions.abort();
    server.close();
  }
  const startedAt = requests.map((request) => (request.start.case === "after" ? request.start.value : ""));
  return { requests, startedAt, pauses, error };
}

test("resumes after what it has saved until a person must decide", async () => {
  const store = new Memory();
  const { requests, startedAt, pauses, error } = await run(
    [
      sends(UNAVAILABLE, message("c0", "opened"), message("c1"), message("c2")),
      sends(UNAVAILABLE),
      sends(new ConnectError("busy", Code.ResourceExhausted)),
      sends(undefined, message("c3"), message("c4", "goodbye")),
      sends(new ConnectError("expired", Code.OutOfRange)),
    ],
    store,
  );
  assert.equal((error as ConnectError).code, Code.OutOfRange);
  assert.equal(requests[0]!.start.case, "earliest");
  assert.deepEqual(startedAt, ["", "c2", "c2", "c2", "c4"]);
  assert.deepEqual(store.cursors, ["c0", "c1", "c2", "c3", "c4"]);
  assert.equal(pauses.length, 4);
  [100, 200, 400, 100].forEach((longest, i) => assert.ok(pauses[i]! >= longest / 2 && pauses[i]! <= longest));
});

test("saves the events of a batch one by one, and asks for batches", async () => {
  const store = new Memory();
  const batch = create(SubscribeResponseSchema, {
    cursor: "c2",
    message: { case: "eventBatch", value: { events: ["c1", "c2"].map((cursor) => ({ cursor, event: { id: cursor } })) } },
  });
  const { requests } = await run([sends(DATA_LOSS, message("c0", "opened"), batch, message("c3"))], store);
  assert.deepEqual(store.cursors, ["c0", "c1", "c2", "c3"]);
  assert.ok(requests[0]!.maxBatch > 1);
});

// Whoever reads little has mostly these, and loses what they say if it resumes from before them.
test("saves the cursor of every message, whatever it is", async () => {
  const store = new Memory();
  const { startedAt, error } = await run(
    [
      sends(UNAVAILABLE, message("c0", "opened"), message("c1", "checkpoint")),
      sends(UNAVAILABLE, message("c2", "gap")),
      sends(UNAVAILABLE, message("c3", "fellBehind")),
      sends(UNAVAILABLE, message("c4", "caughtUp")),
      sends(UNAVAILABLE, create(SubscribeResponseSchema, { cursor: "c5" })), // not known to this client
      sends(DATA_LOSS),
    ],
    store,
  );
  assert.equal((error as ConnectError).code, Code.DataLoss);
  assert.deepEqual(startedAt, ["", "c1", "c2", "c3", "c4", "c5"]);
  assert.deepEqual(store.cursors, ["c0", "c1", "c2", "c3", "c4", "c5"]);
});

test("keeps its share whenever it reconnects", async () => {
  const { requests, startedAt, error } = await run(
    [sends(undefined, message("c1"), message("c2", "goodbye")), sends(new ConnectError("other share", Code.InvalidArgument))],
    new Memory(),
    { request: { filter: { share: { index: 1, count: 3 } } } },
  );
  assert.equal((error as ConnectError).code, Code.InvalidArgument);
  assert.deepEqual(startedAt, ["", "c2"]);
  for (const request of requests) {
    assert.deepEqual([request.filter?.share?.index, request.filter?.share?.count], [1, 3]);
  }
});

test("a stream that only opens does not shorten the pause", async () => {
  const opens = sends(UNAVAILABLE, message("c0", "opened"));
  const { pauses } = await run([opens, opens, opens, sends(DATA_LOSS)], new Memory());
  assert.equal(pauses.length, 3);
  assert.ok(pauses[2]! >= 200);
});

test("waits as long as RetryInfo asks", async () => {
  const busy = new ConnectError("busy", Code.ResourceExhausted, undefined, [
    { desc: RetryInfoSchema, value: { retryDelay: { seconds: 7n } } },
  ]);
  const { pauses } = await run([sends(busy), sends(DATA_LOSS)], new Memory());
  assert.deepEqual(pauses, [7000]);
});

test("a silent gateway is left", async () => {
  const { startedAt, error } = await run([falls_silent_after(message("c1")), sends(DATA_LOSS)], new Memory(), {
    request: { heartbeatInterval: { nanos: 50_000_000 } },
  });
  assert.deepEqual(startedAt, ["", "c1"]);
  assert.equal((error as ConnectError).code, Code.DataLoss);
});

test("the store's error ends it", async () => {
  const full = new Error("disk full");
  const store = new (class extends Memory {
    override save() {
      throw full;
    }
  })();
  const { error } = await run([sends(undefined, message("c1"))], store);
  assert.equal(error, full);
});

test("ends at the head if asked to", async () => {
  const store = new Memory();
  const { error } = await run([sends(undefined, message("c1"), message("c2", "caughtUp"))], store, {
    request: { stopAtHead: true },
  });
  assert.equal(error, undefined);
  assert.deepEqual(store.cursors, ["c1", "c2"]);
});

test("stops while it waits for messages", async () => {
  const stop = new AbortController();
  const store = new (class extends Memory {
    override save(message: SubscribeResponse) {
      super.save(message);
      stop.abort();
    }
  })();
  const { error, pauses } = await run([falls_silent_after(message("c1"))], store, { signal: stop.signal });
  assert.equal(error, undefined);
  assert.deepEqual(pauses, []);
});
