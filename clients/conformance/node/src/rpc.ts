import assert from "node:assert/strict";
import { fromJson, toJson, type DescMethod, type DescService, type JsonObject, type JsonValue, type MessageShape } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient, type Client, type Transport } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import { createConnectTransport as createWebTransport } from "@connectrpc/connect-web";
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

const SERVICES: DescService[] = [
  MediaActionsService,
  CallControlService,
  CallsService,
  RecordingsService,
  WebhookEventsService,
];

const overHttp = { baseUrl: process.env.VOICEMEDIA_EDGE!, defaultTimeoutMs: 20_000 };
const TRANSPORTS: Record<string, () => Transport> = {
  grpc: () => createGrpcTransport({ baseUrl: `http://${process.env.VOICEMEDIA_ADDRESS}`, defaultTimeoutMs: 20_000 }),
  "connect-node": () => createConnectTransport({ ...overHttp, httpVersion: "1.1" }),
  "connect-node in protobuf": () => createConnectTransport({ ...overHttp, httpVersion: "1.1", useBinaryFormat: true }),
  "connect-web": () => createWebTransport(overHttp),
};

let clients: { service: DescService; client: Client<DescService> }[] = [];

/** Has the cases from now on use a transport. */
export function useTransport(name: string) {
  const transport = TRANSPORTS[name]!();
  clients = SERVICES.map((service) => ({ service, client: createClient(service, transport) }));
}

/** Whether a case can run without streams. */
export function isUnary(each: RpcCase): boolean {
  return [each.method, ...(each.before ?? []).map((before) => before.method)].every((name) =>
    SERVICES.some(({ methods }) => methods.some((method) => method.name === name && method.methodKind === "unary")),
  );
}

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
