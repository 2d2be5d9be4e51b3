import { setTimeout as sleep } from "node:timers/promises";
import { clone, create, type MessageInitShape } from "@bufbuild/protobuf";
import type { Duration } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type Client } from "@connectrpc/connect";
import { RetryInfoSchema } from "./gen/google/rpc/error_details_pb.js";
import {
  StartEarliestSchema,
  SubscribeRequestSchema,
  SubscribeResponseSchema,
  type SubscribeRequest,
  type SubscribeResponse,
  type WebhookEventsService,
} from "./gen/voicemedia/v1/webhook_events_pb.js";

const SHORTEST_DELAY = 100;
const LONGEST_DELAY = 10_000;
const DEFAULT_HEARTBEAT = 15_000;
// Heartbeats that may fail to arrive before a stream counts as dead.
const MISSED_HEARTBEATS = 3;
// Events at a time, as a replay has them: a message for each would cost more.
const MAX_BATCH = 256;

// Where nothing changes by itself: a person has to decide.
const FINAL = new Set([
  Code.InvalidArgument,
  Code.OutOfRange,
  Code.DataLoss,
  Code.PermissionDenied,
  Code.Unauthenticated,
  Code.NotFound,
  Code.FailedPrecondition,
  Code.Unimplemented,
]);

/** Keeps the place in the feed that a consumer has reached. */
export interface CursorStore {
  /** Returns the cursor that was saved last, or "" if there is none yet. */
  cursor(): string | Promise<string>;

  /**
   * Stores the message's cursor and, if the message has an event, the work that the event leads
   * to, in one transaction. Each event is then handled once, whatever crashes. Events that come
   * in a batch are saved one by one. What it throws ends `follow`.
   */
  save(message: SubscribeResponse): void | Promise<void>;
}

export interface FollowOptions {
  /**
   * Sent when a stream is opened. Its start applies only while the store has no cursor; without
   * one, that is the oldest stored event. Absent: all events.
   */
  request?: MessageInitShape<typeof SubscribeRequestSchema>;

  /** Ends `follow`. */
  signal?: AbortSignal;

  /**
   * Called before each pause, in milliseconds. The error is undefined if the gateway ended the
   * stream with OK, as it does after Goodbye.
   */
  onReconnect?: (error: ConnectError | undefined, pause: number) => void;

  /** Waits between two streams. Absent: a timer. */
  sleep?: (milliseconds: number) => Promise<void>;
}

/**
 * Passes every message of the feed to the store, and opens another stream after the store's cursor
 * whenever one ends: after Goodbye, after a lost connection, and after three heartbeats that did
 * not arrive. Pauses grow from 100 ms to 10 s and shrink again once messages arrive; a RetryInfo
 * lengthens them.
 *
 * Resolves when the signal is aborted, and at the head of the log if the request has stopAtHead.
 * Rejects with what the store throws, and with the gateway's ConnectError where a person must
 * decide, as with CURSOR_EXPIRED or CURSOR_FOREIGN.
 */
export async function follow(
  client: Client<typeof WebhookEventsService>,
  store: CursorStore,
  options: FollowOptions = {},
): Promise<void> {
  const template = create(SubscribeRequestSchema, options.request);
  const pauseFor = options.sleep ?? ((milliseconds) => pauseUnlessAborted(milliseconds, options.signal));
  let delay = SHORTEST_DELAY;
  while (!options.signal?.aborted) {
    const stream = new Stream(client, store, template, options.signal);
    const error = await stream.run();
    if (stream.atHead || options.signal?.aborted) {
      return;
    }
    if (error !== undefined && FINAL.has(error.code)) {
      throw error;
    }
    if (stream.progressed) {
      delay = SHORTEST_DELAY;
    }
    const pause = Math.max((delay * (1 + Math.random())) / 2, retryDelay(error));
    options.onReconnect?.(error, pause);
    await pauseFor(pause);
    delay = Math.min(2 * delay, LONGEST_DELAY);
  }
}

/** One stream, from its opening to its end. */
class Stream {
  progressed = false;
  atHead = false;

  constructor(
    private readonly client: Client<typeof WebhookEventsService>,
    private readonly store: CursorStore,
    private readonly template: SubscribeRequest,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** Resolves with the gateway's error, if it ends with one; rejects with the store's. */
  async run(): Promise<ConnectError | undefined> {
    const request = await this.nextRequest();
    const ended = new AbortController();
    const end = () => ended.abort();
    this.signal?.addEventListener("abort", end);
    try {
      const messages = this.client.subscribe(request, { signal: ended.signal })[Symbol.asyncIterator]();
      while (true) {
        // Runs only while a message is awaited: a slow store is not a silent gateway.
        const silence = setTimeout(end, MISSED_HEARTBEATS * millis(this.template.heartbeatInterval, DEFAULT_HEARTBEAT));
        let next: IteratorResult<SubscribeResponse>;
        try {
          next = await messages.next();
        } catch (error) {
          return ConnectError.from(error);
        } finally {
          clearTimeout(silence);
        }
        if (next.done) {
          return undefined;
        }
        for (const message of unpacked(next.value)) {
          await this.store.save(message);
        }
        this.progressed ||= next.value.message.case !== "opened";
        if (this.template.stopAtHead && next.value.message.case === "caughtUp") {
          this.atHead = true;
          return undefined;
        }
      }
    } finally {
      this.signal?.removeEventListener("abort", end);
      end();
    }
  }

  private async nextRequest(): Promise<SubscribeRequest> {
    const request = clone(SubscribeRequestSchema, this.template);
    const cursor = await this.store.cursor();
    if (cursor !== "") {
      request.start = { case: "after", value: cursor };
    } else if (request.start.case === undefined) {
      request.start = { case: "earliest", value: create(StartEarliestSchema) };
    }
    request.maxBatch ||= MAX_BATCH;
    return request;
  }
}

/** The events of a batch as messages of their own. */
function unpacked(response: SubscribeResponse): SubscribeResponse[] {
  if (response.message.case !== "eventBatch") {
    return [response];
  }
  return response.message.value.events.map(({ cursor, event }) =>
    create(SubscribeResponseSchema, { cursor, message: { case: "event", value: event! } }),
  );
}

function retryDelay(error: ConnectError | undefined): number {
  const retry = error?.findDetails(RetryInfoSchema)[0];
  return millis(retry?.retryDelay, 0);
}

function millis(duration: Duration | undefined, otherwise: number): number {
  return duration === undefined ? otherwise : Number(duration.seconds) * 1000 + duration.nanos / 1e6;
}

async function pauseUnlessAborted(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal?.aborted) {
      throw error;
    }
  }
}
