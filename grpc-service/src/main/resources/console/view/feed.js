import { eventMatches } from "../data/filter.js";
import { preciseTime, number, rate } from "../data/format.js";
import { chart } from "./chart.js";
import { h, setText } from "./dom.js";
import { eventPanel } from "./event.js";
import { Rows } from "./rows.js";

const COLUMNS = [
  { name: "at", title: "Time" },
  { name: "type", title: "Event" },
  { name: "summary", title: "What" },
  { name: "call", title: "Call" },
];

/** The tail of the feed. */
export function feedView(world) {
  const { feed, go } = world;
  let paused = null; // the entries, and how many events there had been
  const rows = new Rows({
    label: "Events",
    columns: COLUMNS,
    fill,
    open: ({ event }) => go("feed", event.id),
  });
  const rates = chart("Events a second, two minutes", rate);
  const panel = eventPanel(world, () => go("feed"));
  const count = h("p", { class: "count", role: "status" });
  const filter = h("input", { type: "search", placeholder: "Type, id or text", "aria-label": "Filter" });
  const pause = h(
    "button",
    {
      type: "button",
      "aria-pressed": "false",
      click: () => {
        paused = paused === null ? { entries: [...feed.entries], total: feed.total } : null;
        pause.setAttribute("aria-pressed", String(paused !== null));
        setText(pause, paused === null ? "Pause" : "Go on");
      },
    },
    "Pause",
  );
  const element = h(
    "section",
    { class: "view beside", "aria-label": "Feed" },
    h("h1", { class: "unseen" }, "Feed"),
    h(
      "div",
      { class: "list" },
      h("form", { class: "filters", submit: (event) => event.preventDefault() }, filter, pause, count),
      h("div", { class: "strip" }, rates.element),
      rows.element,
    ),
    panel.element,
  );

  return {
    element,
    place: (eventId) => panel.show(eventId),
    draw() {
      const entries = paused?.entries ?? feed.entries;
      const text = filter.value.trim().toLowerCase();
      rows.update(entries.filter((entry) => eventMatches(entry, text)).reverse());
      rates.draw([{ name: "now", tone: "", values: feed.rates(Date.now()) }]);
      setText(
        count,
        paused === null
          ? `${number(feed.total)} events`
          : `paused; ${number(feed.total - paused.total)} more`,
      );
    },
  };
}

function fill({ at, event, summary, call }, cells, row) {
  setText(cells.at, preciseTime(at));
  setText(cells.type, event.eventType || "untyped");
  setText(cells.summary, summary);
  setText(cells.call, call);
  row.dataset.type = event.eventType ?? "";
}
