/** Ids are searched for as they are, numbers by their digits alone: +1 (202) 555-0100. */
export function callMatches(call, wanted, now) {
  return (
    (wanted.state === "" || call.state === wanted.state) &&
    (wanted.connection === "" || call.connectionId === wanted.connection) &&
    (wanted.type === "" || call.types.includes(wanted.type)) &&
    (wanted.minutes === 0 || call.lastAt >= now - wanted.minutes * 60_000) &&
    (wanted.text === "" || textMatches(call, wanted.text))
  );
}

/** What a call is to match; all of it empty to match every call. */
export const EVERY_CALL = { text: "", state: "", connection: "", type: "", minutes: 0 };

/** Whether an event has a text in its type, its ids or its summary. */
export function eventMatches(entry, text) {
  return text === "" || entry.searchable.includes(text);
}

function textMatches(call, text) {
  const lower = text.trim().toLowerCase();
  const ids = [call.callControlId, call.callLegId, call.callSessionId, call.connectionId];
  if (ids.some((id) => id.toLowerCase().startsWith(lower))) {
    return true;
  }
  const digits = lower.replace(/[\s()./-]/g, "");
  return [call.from, call.to].some((party) => party.toLowerCase().includes(digits));
}
