/** Milliseconds of when an event happened, or else was stored. */
export function timeOf(event) {
  const happened = Date.parse(event.occurredAt);
  return Number.isNaN(happened) ? Date.parse(event.receivedAt) : happened;
}

/** The typed payload of an event; empty for a type that the contract does not know. */
export function payloadOf(event) {
  return event[fieldOf(event.eventType ?? "")] ?? {};
}

/** The call that an event belongs to: its leg, or its call_control_id; empty for none. */
export function callKeyOf(event) {
  return event.callLegId || event.callControlId || "";
}

/** What is worth a line of a list. */
export function summaryOf(event) {
  const payload = payloadOf(event);
  switch (event.eventType) {
    case "call.initiated":
    case "call.answered":
      return `${payload.from ?? "?"} → ${payload.to ?? "?"}`;
    case "call.hangup":
      return join(payload.hangupCause, payload.hangupSource && `by ${payload.hangupSource}`);
    case "call.speak.ended":
      return payload.status ?? "";
    case "call.playback.started":
    case "call.playback.ended":
      return join(payload.status, payload.mediaName ?? payload.mediaUrl);
    case "call.recording.saved":
      return join(payload.format, payload.channels, payload.recordingId);
    case "call.recording.error":
      return payload.reason ?? "";
    case "call.recording.transcription.saved":
      return payload.transcriptionText ?? "";
    case "call.dtmf.received":
      return payload.digit ?? "";
    case "call.gather.ended":
      return join(payload.digits && `“${payload.digits}”`, payload.status);
    default:
      return "";
  }
}

/** The field of a payload: `call.speak.ended` is `callSpeakEnded`. */
function fieldOf(type) {
  return type.replace(/[._](.)/g, (whole, letter) => letter.toUpperCase());
}

function join(...parts) {
  return parts.filter(Boolean).join(" · ");
}
