import assert from "node:assert/strict";
import { fromJson, toJson, type DescMethod, type JsonObject, type JsonValue, type MessageShape } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import {
  BadRequestSchema,
  CallControlService,
  CallsService,
  ErrorInfoSchema,
  MediaActionsService,
  RecordingsService,
  RetryInfoSchema,
  WebhookEventsService,
} from "voicemedia";
import { assertContains } from "./compare.js";

export interface RpcCase {
  name: string;
  method: string;
  request: JsonObject;
  ringing?: boolean;
  before?: { method: string; request: JsonObject }[];
  answer?: { hang_up?: boolean; status: number; body: JsonValue; headers?: Record<string, string> };
  wire?: JsonObject;
  action?: string;
  response?: JsonObject;
  error?: Failure;
}

interface Failure {
  code: string;
  reason?: string;
  domain?: string;
  outcome?: string;
  metadata?: Record<string, string>;
  violations?: string[];
  retry?: boolean;
}

interface Command {
  action: string;
  body: string;
}

const transport = createGrpcTransport({ baseUrl: `http://${process.env.VOICEMEDIA_ADDRESS}`, defaultTimeoutMs: 20_000 });
const clients = [
  { service: MediaActionsService, client: createClient(MediaActionsService, transport) },
  { service: CallControlService, client: createClient(CallControlService, transport) },
  { service: CallsService, client: createClient(CallsService, transport) },
  { service: RecordingsService, client: createClient(RecordingsService, transport) },
  { service: WebhookEventsService, client: createClient(WebhookEventsService, transport) },
];

export async function checkRpc(each: RpcCase) {
  const { call_control_id: callId } = await ask<{ call_control_id: string }>("POST", "/calls", {
    answered: each.ringing !== true,
  });
  for (const before of each.before ?? []) {
    await call(before.method, before.request, callId);
  }
  if (each.answer?.hang_up) {
    await ask("POST", `/calls/${callId}/hangup`, {});
  } else if (each.answer !== undefined) {
    const { status, headers = {}, body } = each.answer;
    await ask("POST", "/faults", {
      kind: "answer",
      call_control_id: callId,
      status,
      headers,
      body: JSON.stringify(body),
    });
  }
  const earlier = (await commands(callId)).length;

  let response: JsonObject | undefined;
  let error: ConnectError | undefined;
  try {
    response = await call(each.method, each.request, callId);
  } catch (thrown) {
    error = ConnectError.from(thrown);
  }
  if (each.error === undefined) {
    assert.equal(error, undefined);
    assertContains("response", response, each.response ?? {});
  } else {
    assert.ok(error !== undefined, `OK, expected ${each.error.code}`);
    const { metadata: actualMetadata, ...actual } = describe(error);
    const { metadata = {}, ...expected } = { violations: [], retry: false, ...each.error };
    assert.deepEqual(actual, { ...expected, violations: [...expected.violations].sort() });
    assertContains("metadata", actualMetadata ?? {}, metadata);
  }

  const sent = (await commands(callId)).slice(earlier);
  if (each.wire !== undefined) {
    assert.deepEqual(sent.map((command) => JSON.parse(command.body)), [each.wire]);
  }
  if (each.action !== undefined) {
    assert.deepEqual(sent.map((command) => command.action), [each.action]);
  }
  if (each.wire === undefined && each.answer === undefined) {
    assert.deepEqual(sent, []);
  }
}

/** Calls a method by its name, with a request in JSON; the first response of a stream counts. */
export async function call(method: string, request: JsonObject, callId: string): Promise<JsonObject> {
  for (const { service, client } of clients) {
    const described = service.methods.find((candidate) => candidate.name === method) as DescMethod | undefined;
    if (described === undefined) {
      continue;
    }
    const named = described.input.fields.some((field) => field.name === "call_control_id");
    const message = fromJson(described.input, named ? { call_control_id: callId, ...request } : request);
    const invoke = (client as unknown as Record<string, (message: unknown) => unknown>)[described.localName]!;
    const answer = invoke(message);
    if (described.methodKind !== "server_streaming") {
      return json(described, (await answer) as MessageShape<typeof described.output>);
    }
    for await (const first of answer as AsyncIterable<MessageShape<typeof described.output>>) {
      return json(described, first);
    }
  }
  throw new Error(`method: ${method}, expected one of the contract that answers`);
}

function json(method: DescMethod, message: MessageShape<DescMethod["output"]>): JsonObject {
  return toJson(method.output, message, { useProtoFieldName: true }) as JsonObject;
}

function describe(error: ConnectError): Failure {
  const info = error.findDetails(ErrorInfoSchema)[0];
  const violations = error.findDetails(BadRequestSchema).flatMap((detail) => detail.fieldViolations);
  return {
    code: Code[error.code]!.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase(),
    ...(info && { reason: info.reason, domain: info.domain, metadata: info.metadata }),
    ...(info?.metadata.outcome !== undefined && { outcome: info.metadata.outcome }),
    violations: violations.map((violation) => violation.field).sort(),
    retry: error.findDetails(RetryInfoSchema).length > 0,
  };
}

async function commands(callId: string): Promise<Command[]> {
  return (await ask<{ commands: Command[] }>("GET", `/commands?call_control_id=${callId}`)).commands;
}

async function ask<T>(method: string, path: string, body?: JsonObject): Promise<T> {
  const response = await fetch(process.env.SIMULATOR_URL + path, { method, body: body && JSON.stringify(body) });
  const text = await response.text();
  assert.ok(response.ok, `simulator: ${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}
