import { payloadOf, timeOf } from "./event.js";

/** States, from the first to the last: a call never goes back. */
export const STATES = ["unknown", "ringing", "answered", "ended"];

const REACHED = { "call.initiated": 1, "call.answered": 2, "call.hangup": 3 };

/** A call of which nothing is known. */
export function newCall(key) {
  return {
    key,
    callControlId: "",
    callLegId: "",
    callSessionId: "",
    connectionId: "",
    from: "",
    to: "",
    direction: "",
    state: STATES[0],
    startedAt: 0,
    answeredAt: 0,
    endedAt: 0,
    hangupCause: "",
    firstAt: Infinity,
    lastAt: 0,
    lastType: "",
    partiesAt: 0,
    count: 0,
    types: [],
  };
}

/**
 * Adds an event. Webhooks come in any order, so the order makes no difference: the state is the
 * furthest that any event says, and of everything else what happened last counts.
 */
export function addEvent(call, event) {
  const at = timeOf(event);
  const type = event.eventType ?? "";
  call.count++;
  call.firstAt = Math.min(call.firstAt, at);
  for (const id of ["callControlId", "callLegId", "callSessionId", "connectionId"]) {
    call[id] = event[id] || call[id];
  }
  if (!call.types.includes(type)) {
    call.types.push(type);
  }
  if (at >= call.lastAt) {
    call.lastAt = at;
    call.lastType = type;
  }
  const reached = REACHED[type] ?? 0;
  if (reached > STATES.indexOf(call.state)) {
    call.state = STATES[reached];
  }
  addMilestone(call, type, at, payloadOf(event));
  return call;
}

/** How long a call has lasted, in milliseconds. */
export function durationOf(call, now) {
  const start = call.startedAt || call.firstAt;
  return Math.max(0, (call.state === "ended" ? call.endedAt || call.lastAt : now) - start);
}

function addMilestone(call, type, at, payload) {
  switch (type) {
    case "call.initiated":
      call.startedAt = Date.parse(payload.startTime) || at;
      call.direction = payload.direction ?? call.direction;
      break;
    case "call.answered":
      call.answeredAt = at;
      break;
    case "call.hangup":
      call.endedAt = Date.parse(payload.endTime) || at;
      call.hangupCause = payload.hangupCause ?? "";
      break;
    default: // says nothing of the call itself
  }
  if ((payload.from || payload.to) && at >= call.partiesAt) {
    call.partiesAt = at;
    call.from = payload.from ?? call.from;
    call.to = payload.to ?? call.to;
  }
}
