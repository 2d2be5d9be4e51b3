// What the pages run: bundled for the browser by run.js.
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-web";
import {
  BadRequestSchema,
  ErrorInfoSchema,
} from "../../clients/node/dist/gen/google/rpc/error_details_pb.js";
import { MediaActionsService } from "../../clients/node/dist/gen/voicemedia/v1/media_actions_pb.js";
import { WebhookEventsService } from "../../clients/node/dist/gen/voicemedia/v1/webhook_events_pb.js";
import { follow } from "../../examples/http/events.js";

const NAMES = ["opened", "checkpoint", "caught_up", "fell_behind", "gap", "goodbye", "failed"];

/** Opens a stream; what it has seen by then can be asked for at any time. */
window.record = (url) => {
  const source = new EventSource(url);
  const seen = { ids: [], names: [], wrong: [], opens: [], errors: [], state: () => source.readyState };
  source.onopen = () => seen.opens.push(performance.now());
  source.onerror = () => seen.errors.push(source.readyState);
  const check = ({ data, lastEventId }) => {
    const message = JSON.parse(data);
    if (message.cursor !== lastEventId) {
      seen.wrong.push(data);
    }
    return message;
  };
  source.onmessage = (message) => seen.ids.push(check(message).event.id);
  for (const name of NAMES) {
    source.addEventListener(name, (message) => {
      const body = name === "failed" ? JSON.parse(message.data) : check(message);
      seen.names.push(name === "goodbye" ? body.goodbye.reason : name);
    });
  }
  window.seen = seen;
};

window.seenSoFar = () => ({ ...window.seen, state: window.seen.state() });

/** The same by fetch, with a token; several at once. */
window.recordByFetch = (count, url, token) => {
  window.followed = Array.from({ length: count }, () => []);
  for (const ids of window.followed) {
    follow(url, (message) => void (message.event && ids.push(message.event.id)), { token });
  }
};

window.list = async (edge, token) => {
  const response = await fetch(`${edge}/voicemedia.v1.WebhookEventsService/ListEvents`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ pageSize: 1 }),
  });
  return response.status;
};

/** What a client of Connect gets, in a browser. */
window.connect = async (edge, callId, silentId, useBinaryFormat) => {
  const transport = createConnectTransport({ baseUrl: edge, useBinaryFormat });
  const actions = createClient(MediaActionsService, transport);
  const events = createClient(WebhookEventsService, transport);
  const speak = { payload: "Hello", voice: "female" };
  const cancelled = new AbortController();
  setTimeout(() => cancelled.abort(), 200);
  const stored = (await events.listEvents({ pageSize: 1 })).events[0].event;
  return {
    spoken: (await actions.speak({ ...speak, callControlId: callId })).receipt.commandId,
    unknownCall: await failure(() => actions.speak({ ...speak, callControlId: "v3:nowhere" })),
    invalid: await failure(() => actions.speak({ callControlId: callId })),
    late: await failure(() => actions.speak({ ...speak, callControlId: silentId }, { timeoutMs: 500 })),
    cancelled: await failure(() => actions.speak({ ...speak, callControlId: silentId }, { signal: cancelled.signal })),
    stream: await failure(async () => (await events.subscribe({})[Symbol.asyncIterator]().next()).value),
    verifies: await verifies(stored.webhook, (await events.listPublicKeys({})).keys),
  };
};

async function failure(call) {
  try {
    return { answer: await call() };
  } catch (thrown) {
    const error = ConnectError.from(thrown);
    const info = error.findDetails(ErrorInfoSchema)[0];
    const fields = error.findDetails(BadRequestSchema).flatMap((detail) => detail.fieldViolations.map((each) => each.field));
    return { code: Code[error.code], reason: info?.reason, outcome: info?.metadata.outcome, fields, message: error.rawMessage };
  }
}

/** Whether an event is signed by one of the keys that the log keeps. */
async function verifies(webhook, keys) {
  const { key } = keys.find(({ id }) => id === webhook.publicKeyId);
  const verifier = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
  const head = new TextEncoder().encode(`${webhook.timestamp}|`);
  return crypto.subtle.verify("Ed25519", verifier, webhook.signature, new Uint8Array([...head, ...webhook.body]));
}
