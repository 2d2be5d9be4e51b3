const START = Date.parse("2026-01-31T09:30:00Z");

/** An event so many seconds after the call's start, as the gateway's JSON has it. */
export function event(eventType, seconds, payload = {}) {
  const at = START + seconds * 1000;
  const field = eventType.replace(/[._](.)/g, (whole, letter) => letter.toUpperCase());
  return {
    id: `${eventType}-${seconds}`,
    eventType,
    occurredAt: new Date(at).toISOString(),
    receivedAt: new Date(at + 20).toISOString(),
    callControlId: "control",
    callLegId: "leg",
    callSessionId: "session",
    connectionId: "connection",
    [field]: payload,
    get at() {
      return at;
    },
  };
}

const PARTIES = { from: "+12025550100", to: "+12025550142" };

export const initiated = (seconds) => event("call.initiated", seconds, { ...PARTIES, direction: "incoming" });
export const answered = (seconds) => event("call.answered", seconds, PARTIES);
export const hangup = (seconds) =>
  event("call.hangup", seconds, { ...PARTIES, hangupCause: "normal_clearing" });
