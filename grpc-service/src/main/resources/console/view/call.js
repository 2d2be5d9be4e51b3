import { addEvent, durationOf, newCall } from "../data/call.js";
import { Entry } from "../data/feed.js";
import { dayAndTime, duration, number, preciseTime } from "../data/format.js";
import { callRecipes } from "../data/recipes.js";
import { itemsOf } from "../data/timeline.js";
import { callButtons } from "./buttons.js";
import { h, setText } from "./dom.js";
import { commands as recipes, eventPanel } from "./event.js";
import { gatewayOf } from "./gateway.js";
import { attempt } from "./notice.js";
import { Rows } from "./rows.js";
import { timeline } from "./timeline.js";

const PAGE = 1_000;

/** The newest of a call that has more. */
const MAX_EVENTS = 5_000;

/** Commands are asked for so often while the call goes on. */
const COMMANDS_EVERY_MS = 2_000;

const COLUMNS = [
  { name: "at", title: "Time" },
  { name: "type", title: "Event" },
  { name: "summary", title: "What" },
];

/** One call: its timeline, its events, and what there is to do with it. */
export function callView(world, key) {
  const { api, go } = world;
  const entries = new Map(); // by the event's id
  let call = newCall(key);
  let commands = [];
  let commandsError = "";
  let lanes = [];
  let stale = true;
  let closed = false;

  const title = h("h1", { tabindex: "-1" }, "Call");
  const facts = h("dl", { class: "facts" });
  const buttons = h("div", { class: "buttons" });
  const hint = h("p", { class: "muted" });
  const panel = eventPanel(world, () => go("call", key));
  const drawing = timeline({ onEvent: (event) => go("call", key, event.id) });
  const rows = new Rows({
    label: "Events of this call",
    columns: COLUMNS,
    fill,
    open: ({ event }) => go("call", key, event.id),
  });
  const more = h("div", {});
  const element = h(
    "section",
    { class: "view beside", "aria-label": "One call" },
    h(
      "div",
      { class: "list" },
      h(
        "header",
        { class: "head" },
        h("a", { class: "back", href: "#/calls" }, "← Calls"),
        title,
        facts,
        buttons,
      ),
      drawing.element,
      hint,
      rows.element,
      more,
    ),
    panel.element,
  );

  function add(cursor, event) {
    if (!entries.has(event.id)) {
      entries.set(event.id, new Entry(cursor, event));
      addEvent(call, event);
      stale = true;
    }
  }

  async function load() {
    const known = world.calls.find(key);
    let filter = known?.callLegId ? { callLegId: known.callLegId } : { callControlId: key };
    let page = await list(filter);
    if (page.events.length === 0) {
      filter = { callLegId: key };
      page = await list(filter);
    }
    const leg = page.events[0]?.event.callLegId;
    if (filter.callControlId && leg) {
      filter = { callLegId: leg }; // some events have the leg's id alone
      page = await list(filter);
    }
    for (;;) {
      page.events.forEach(({ cursor, event }) => add(cursor, event));
      if (!page.next || entries.size >= MAX_EVENTS || closed) {
        break;
      }
      page = await list(filter, page.next);
    }
    if (entries.size === 0) {
      setText(hint, "The log has no event of this call.");
    }
    more.replaceChildren(recipes(callRecipes(call, gatewayOf(world))));
  }

  async function list(filter, pageToken = "") {
    const answer = await api.call("WebhookEventsService/ListEvents", { filter, pageSize: PAGE, pageToken });
    return { events: answer.events ?? [], next: answer.nextPageToken ?? "" };
  }

  async function watchCommands() {
    while (!closed) {
      if (!document.hidden && call.callControlId) {
        try {
          const answer = await api.get(`/console/commands?call=${encodeURIComponent(call.callControlId)}`);
          const text = JSON.stringify(answer.commands);
          if (text !== JSON.stringify(commands)) {
            commands = answer.commands;
            stale = true;
          }
          commandsError = "";
        } catch (error) {
          commandsError = error.status === 403 ? "Commands are not shown: that takes the scope operate." : "";
        }
      }
      await new Promise((resolve) => setTimeout(resolve, entries.size === 0 ? 200 : COMMANDS_EVERY_MS));
    }
  }

  function draw() {
    const now = Date.now();
    setText(title, call.from || call.to ? `${call.from || "?"} → ${call.to || "?"}` : "Call");
    drawFacts(facts, call, now);
    const inOrder = [...entries.values()].sort((one, other) => one.at - other.at);
    if (stale) {
      stale = false;
      lanes = itemsOf(
        inOrder.map(({ event }) => event),
        commands,
      );
      rows.update([...inOrder].reverse());
    }
    drawing.draw(lanes, now);
    if (commandsError) {
      setText(hint, commandsError);
    }
    if (world.health.latest?.simulated && call.callControlId && buttons.childElementCount === 0) {
      buttons.append(...callButtons(api, () => call));
    }
    buttons.dataset.state = call.state;
  }

  attempt("Events", load);
  watchCommands();
  return {
    element,
    draw,
    place: (_, eventId) => panel.show(eventId),
    event(changed, cursor, event) {
      if (changed.key === key || changed.callControlId === key || changed.callLegId === key) {
        add(cursor, event);
      }
    },
    close: () => (closed = true),
  };
}

function fill({ at, event, summary }, cells, row) {
  setText(cells.at, preciseTime(at));
  setText(cells.type, event.eventType || "untyped");
  setText(cells.summary, summary);
  row.dataset.type = event.eventType ?? "";
}

function drawFacts(element, call, now) {
  const facts = [
    [
      "State",
      call.state === "ended" && call.hangupCause ? `ended, ${call.hangupCause}` : call.state,
      call.state,
    ],
    ["Started", dayAndTime(call.startedAt || call.firstAt, now)],
    ["Duration", call.count > 0 ? duration(durationOf(call, now)) : ""],
    ["Events", number(call.count)],
    ["Connection", call.connectionId],
    ["Call", call.callControlId],
    ["Leg", call.callLegId],
  ];
  if (element.childElementCount === 0) {
    element.append(
      ...facts.map(([name]) =>
        h("div", { class: `fact ${name.toLowerCase()}` }, h("dt", {}, name), h("dd", {})),
      ),
    );
  }
  facts.forEach(([, value, state], index) => {
    const place = element.children[index].lastElementChild;
    setText(place, value || "–");
    if (state) {
      element.children[index].dataset.state = state;
    }
  });
}
