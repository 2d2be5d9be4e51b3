import { payloadOf, summaryOf, timeOf } from "./event.js";
import { span } from "./format.js";

/** Lanes, from top to bottom. */
export const LANES = ["Commands", "Attempts", "Call", "Speech", "Playback", "Recording", "Keys", "Other"];

/** Pixels from the middle of one item to that of the next, for a finger; the width of a link. */
const TARGET = 24;

/** More than this many items of a lane say nothing to an eye, and cost a page its breath. */
const MAX_ITEMS = 250;

/**
 * What happened on a call, as items of lanes: `{lane, start, end, open, tone, label, title, event,
 * command, hedge, link}`, times in milliseconds; open ones have not ended.
 */
export function itemsOf(events, commands) {
  const items = [
    ...commands.flatMap(commandItems),
    ...stateItems(events),
    ...pairs(events, "Speech", "call.speak.started", "call.speak.ended", (payload) => payload.speakId),
    ...pairs(events, "Playback", "call.playback.started", "call.playback.ended", mediaOf),
    ...events.flatMap(singleItem),
  ];
  return LANES.map((name) => latest(items.filter((item) => item.lane === name)));
}

/**
 * Places the items of lanes on a width of pixels.
 *
 * @returns `{start, end, lanes: [{name, rows, hidden, items}]}`; items then have `x`, `width`, `row`
 */
export function layOut(lanes, now, width) {
  const all = lanes.flatMap((lane) => lane.items);
  const start = Math.min(...all.map((item) => item.start));
  const latestEnd = Math.max(...all.map((item) => item.end));
  const end = Math.max(all.some((item) => item.open) ? now : latestEnd, start + 1000);
  const scale = width / (end - start);
  return {
    start,
    end,
    lanes: lanes.map((lane, index) => placeLane(LANES[index], lane, start, now, scale, width)),
  };
}

/** Times of round seconds or minutes for an axis, about so many. */
export function ticks(start, end, about) {
  const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400];
  const wanted = (end - start) / 1000 / Math.max(1, about);
  const step = (steps.find((each) => each >= wanted) ?? 86_400) * 1000;
  const times = [];
  for (let offset = 0; start + offset <= end; offset += step) {
    times.push(start + offset);
  }
  return times;
}

function placeLane(name, { items, hidden }, start, now, scale, width) {
  const rows = []; // where the last item of each ends, and its middle
  const placed = items.map((item) => {
    const length = Math.max(0, (item.open ? now : item.end) - item.start) * scale;
    // A mark needs room for its label; what is at the right edge moves back into sight.
    const room = item.bar ? Math.max(length, 3) : 8 + 6.6 * item.label.length;
    const x = Math.max(0, Math.min((item.start - start) * scale, width - room));
    const edge = x + room;
    const middle = x + room / 2;
    let row = rows.findIndex((last) => last.edge <= x + 0.5 && last.middle + TARGET <= middle);
    row = row < 0 ? rows.length : row;
    rows[row] = item.link ? { edge: edge + TARGET, middle: edge + TARGET / 2 } : { edge, middle };
    return { ...item, x, width: room, row };
  });
  return { name, rows: rows.length, hidden, items: placed };
}

function latest(items) {
  items.sort((one, other) => one.start - other.start);
  const hidden = Math.max(0, items.length - MAX_ITEMS);
  return { items: items.slice(hidden), hidden };
}

function commandItems(command) {
  const start = Date.parse(command.begunAt);
  const open = command.endedAt === undefined;
  const whole = {
    lane: "Commands",
    start,
    end: open ? start : Date.parse(command.endedAt),
    open,
    tone: open || command.outcome === "accepted" ? "" : "bad",
    label: command.action,
    title: `${command.action}: ${open ? "under way" : command.outcome}${command.why ? `, ${command.why}` : ""}`,
    command,
  };
  const attempts = command.attempts.map((attempt, index) => ({
    lane: "Attempts",
    start: Date.parse(attempt.begunAt),
    end: Date.parse(attempt.endedAt ?? attempt.begunAt),
    open: attempt.endedAt === undefined,
    tone: /^(accepted|cancelled)?$/.test(attempt.result ?? "") ? "" : "bad",
    label: attempt.hedge ? "hedge" : String(index + 1),
    title: `${attempt.hedge ? "Hedge" : `Attempt ${index + 1}`} of ${command.action}: ${attempt.result ?? "under way"}`,
    hedge: attempt.hedge,
    command,
  }));
  // One attempt that was accepted is what everybody expects, and says nothing.
  const plain = attempts.length === 1 && attempts[0].tone === "";
  return plain ? [whole] : [whole, ...attempts];
}

/** Rings until it is answered, goes on until it is hung up. */
function stateItems(events) {
  const first = (type) => events.find((event) => event.eventType === type);
  const [initiated, answered, hangup] = ["call.initiated", "call.answered", "call.hangup"].map(first);
  const items = [];
  if (initiated && initiated !== answered) {
    const next = answered ?? hangup;
    items.push(bar("Call", initiated, next, "ringing", "ringing"));
  }
  if (answered) {
    items.push(bar("Call", answered, hangup, "answered", "answered"));
  }
  if (hangup) {
    items.push(mark("Call", hangup, "hangup", ""));
  }
  return items;
}

/** Bars from a start to the end that names the same, or else the next one. */
function pairs(events, lane, startType, endType, nameOf) {
  const open = [];
  const items = [];
  for (const event of events) {
    if (event.eventType === startType) {
      open.push(event);
    } else if (event.eventType === endType) {
      const name = nameOf(payloadOf(event));
      const index = Math.max(
        0,
        open.findIndex((started) => nameOf(payloadOf(started)) === name),
      );
      const [started] = open.splice(index, 1);
      const status = payloadOf(event).status ?? "";
      const tone = /^(failed|file_not_found|unknown)$/.test(status) ? "bad" : lane.toLowerCase();
      items.push(started ? ended(lane, started, event, tone, status) : mark(lane, event, status, tone));
    }
  }
  const hungUp = events.find((event) => event.eventType === "call.hangup");
  for (const started of open) {
    items.push(bar(lane, started, hungUp, lane.toLowerCase(), hungUp ? "no end" : "going on"));
  }
  return items;
}

/** What has ended as it should says how long it was, or what it was. */
function ended(lane, started, event, tone, status) {
  const item = bar(lane, started, event, tone, status);
  const label = status === "completed" ? (mediaOf(payloadOf(event)) ?? span(item.end - item.start)) : status;
  return { ...item, label };
}

function mediaOf(payload) {
  return payload.mediaName ?? payload.mediaUrl;
}

function singleItem(event) {
  const payload = payloadOf(event);
  switch (event.eventType) {
    case "call.recording.saved": {
      const end = Date.parse(payload.recordingEndedAt) || timeOf(event);
      const start = Date.parse(payload.recordingStartedAt) || end;
      const urls = { ...payload.publicRecordingUrls, ...payload.recordingUrls };
      const link = urls.mp3 ?? urls.wav ?? "";
      return [
        { ...mark("Recording", event, payload.format ?? "saved", "recording"), start, end, bar: true, link },
      ];
    }
    case "call.recording.error":
      return [mark("Recording", event, "error", "bad")];
    case "call.dtmf.received":
      return [mark("Keys", event, payload.digit ?? "?", "keys")];
    case "call.gather.ended":
      return [mark("Keys", event, `gathered ${payload.digits || "nothing"}`, "keys")];
    case "call.initiated":
    case "call.answered":
    case "call.hangup":
    case "call.speak.started":
    case "call.speak.ended":
    case "call.playback.started":
    case "call.playback.ended":
      return [];
    default:
      return [mark("Other", event, (event.eventType || "untyped").replace(/^call\./, ""), "")];
  }
}

function bar(lane, first, last, tone, label) {
  const start = timeOf(first);
  const end = last ? Math.max(start, timeOf(last)) : start;
  const title = `${lane}: ${label}`;
  return { lane, start, end, open: !last, tone, label, title, event: last ?? first, bar: true };
}

function mark(lane, event, label, tone) {
  const at = timeOf(event);
  const summary = summaryOf(event);
  const title = `${event.eventType || "untyped"}${summary ? `: ${summary}` : ""}`;
  return { lane, start: at, end: at, open: false, tone, label, title, event };
}
