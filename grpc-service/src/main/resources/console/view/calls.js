import { STATES, durationOf } from "../data/call.js";
import { clockTime, dayAndTime, duration, number } from "../data/format.js";
import { EVERY_CALL, callMatches } from "../data/filter.js";
import { callKeyOf } from "../data/event.js";
import { openButtons } from "./buttons.js";
import { h, setText } from "./dom.js";
import { attempt, notice } from "./notice.js";
import { Rows } from "./rows.js";

const COLUMNS = [
  { name: "state", title: "State" },
  { name: "from", title: "From" },
  { name: "to", title: "To" },
  { name: "started", title: "Started" },
  { name: "duration", title: "Duration" },
  { name: "last", title: "Last event" },
  { name: "seen", title: "At" },
];

const MINUTES = [
  [0, "Any time"],
  [5, "Last 5 minutes"],
  [15, "Last 15 minutes"],
  [60, "Last hour"],
];

/** The list of calls. */
export function callsView({ calls, health, api, go }) {
  const wanted = { ...EVERY_CALL };
  const rows = new Rows({ label: "Calls", columns: COLUMNS, fill, open: (call) => go("call", call.key) });
  const count = h("p", { class: "count", role: "status" });
  const empty = h("p", { class: "empty" });
  const connections = choice("Connection", wanted, "connection", "Any connection");
  const types = choice("Event type", wanted, "type", "Any event");
  const states = choice("State", wanted, "state", "Any state");
  states.offer(STATES.slice(1));
  const minutes = h(
    "select",
    { "aria-label": "Time", change: () => (wanted.minutes = Number(minutes.value)) },
    MINUTES.map(([value, title]) => h("option", { value: String(value) }, title)),
  );
  const search = h("input", {
    type: "search",
    placeholder: "Number or any id",
    "aria-label": "Number or any id",
    input: () => (wanted.text = search.value),
  });
  const buttons = h("div", { class: "buttons" });
  const element = h(
    "section",
    { class: "view", "aria-label": "Calls" },
    h("h1", { class: "unseen" }, "Calls"),
    h(
      "form",
      {
        class: "filters",
        submit: (event) => {
          event.preventDefault();
          attempt("Search", () => findInLog(search.value.trim()));
        },
      },
      search,
      states.element,
      types.element,
      connections.element,
      minutes,
      count,
      buttons,
    ),
    rows.element,
    empty,
  );

  let now = Date.now();

  function fill(call, cells, row) {
    setText(cells.state, call.state);
    row.dataset.state = call.state;
    setText(cells.from, call.from || "–");
    setText(cells.to, call.to || "–");
    setText(cells.started, dayAndTime(call.startedAt || call.firstAt, now));
    setText(cells.duration, duration(durationOf(call, now)));
    setText(cells.last, call.lastType || "untyped");
    setText(cells.seen, clockTime(call.lastAt));
  }

  async function findInLog(text) {
    if (text === "") {
      return;
    }
    const local = shownCalls();
    if (local.length === 1) {
      go("call", local[0].key);
      return;
    }
    const event = await findEvent(api, text);
    if (event === null) {
      notice(local.length > 0 ? `${local.length} calls match.` : "Nothing in the log has this id.", true);
    } else if (event.id === text) {
      go("call", callKeyOf(event), event.id);
    } else {
      go("call", callKeyOf(event));
    }
  }

  function shownCalls() {
    const shown = [];
    const all = calls.inOrder;
    for (let index = all.length - 1; index >= 0; index--) {
      if (callMatches(all[index], wanted, now)) {
        shown.push(all[index]);
      }
    }
    return shown;
  }

  return {
    element,
    draw() {
      now = Date.now();
      const shown = shownCalls();
      rows.update(shown);
      connections.offer(calls.known("connectionId"));
      types.offer(calls.known("types"));
      const all = calls.inOrder.length;
      setText(
        count,
        shown.length === all ? `${number(all)} calls` : `${number(shown.length)} of ${number(all)} calls`,
      );
      setText(empty, all === 0 ? "No call in the last hour. New ones appear here by themselves." : "");
      if (health.latest?.simulated && buttons.childElementCount === 0) {
        buttons.append(...openButtons(api));
      }
    },
  };
}

/** A list to choose a value of a field from; it grows with what there is. */
function choice(label, wanted, field, any) {
  const element = h(
    "select",
    { "aria-label": label, change: () => (wanted[field] = element.value) },
    h("option", { value: "" }, any),
  );
  let offered = "";
  return {
    element,
    offer(values) {
      const all = values.join("\n");
      if (all !== offered) {
        offered = all;
        const chosen = element.value;
        element.replaceChildren(
          h("option", { value: "" }, any),
          ...values.map((value) => h("option", { value }, value)),
        );
        element.value = values.includes(chosen) ? chosen : "";
        wanted[field] = element.value;
      }
    },
  };
}

/** An event with this id, or the newest one of the call, leg or session with it. */
async function findEvent(api, id) {
  const filters = ["callControlId", "callLegId", "callSessionId"].map((field) => ({ [field]: id }));
  const found = await Promise.all([
    api.call("WebhookEventsService/GetEvent", { id }).then((answer) => answer.event.event, noneOfThisKind),
    ...filters.map((filter) =>
      api
        .call("WebhookEventsService/ListEvents", { filter, pageSize: 1 })
        .then((answer) => answer.events?.[0]?.event ?? null, noneOfThisKind),
    ),
  ]);
  return found.find((event) => event !== null) ?? null;
}

/** An id that is too long for one kind may be none of that kind, that is all. */
function noneOfThisKind(error) {
  if (error.code === "not_found" || error.code === "invalid_argument") {
    return null;
  }
  throw error;
}
