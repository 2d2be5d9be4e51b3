import { createApi } from "./data/api.js";
import { Calls } from "./data/calls.js";
import { Feed } from "./data/feed.js";
import { createSession } from "./data/session.js";
import { createVerifier } from "./data/signature.js";
import { Health } from "./data/health.js";
import { Stream } from "./data/stream.js";
import { callView } from "./view/call.js";
import { callsView } from "./view/calls.js";
import { setAttribute } from "./view/dom.js";
import { feedView } from "./view/feed.js";
import { healthView } from "./view/health.js";
import { notice } from "./view/notice.js";
import { streamState } from "./view/stream-state.js";
import { askForToken } from "./view/token.js";

const HOUR_MS = 3_600_000;

/** Lists are drawn anew at most so often. */
const DRAW_EVERY_MS = 250;

const VIEWS = { calls: callsView, call: callView, feed: feedView, health: healthView };

const session = createSession(askForToken);
const api = createApi(session);
const calls = new Calls();
const feed = new Feed();

/** What views have in common. */
const world = {
  api,
  calls,
  feed,
  session,
  health: new Health(api),
  verify: createVerifier(async () => (await api.call("WebhookEventsService/ListPublicKeys", {})).keys ?? []),
  startedFrom: new Date(Date.now() - HOUR_MS),
  stream: null,
  go,
};

let shown = { name: "", view: null };

world.stream = new Stream(session, world.startedFrom, {
  event(cursor, event) {
    const call = calls.add(event);
    feed.add(cursor, event);
    if (feed.total === 1) {
      requestAnimationFrame(draw); // the first one does not wait for its turn
    }
    if (call) {
      shown.view.event?.(call, cursor, event);
    }
  },
  changed: () => streamState(world.stream.state, world.startedFrom),
  startedOver() {
    calls.clear();
    feed.clear();
    notice("The log is another one, or has lost what was shown: started over.");
  },
});

/** Goes to a place of the page: `go("call", key, eventId)`. */
function go(...parts) {
  location.hash = `#/${parts.map(encodeURIComponent).join("/")}`;
}

function show() {
  const [name, ...rest] = location.hash.slice(2).split("/").map(decoded);
  const wanted = Object.hasOwn(VIEWS, name) ? name : "calls";
  const key = wanted === "call" ? `call/${rest[0]}` : wanted;
  if (shown.name !== key) {
    shown.view?.close?.();
    const view = VIEWS[wanted](world, ...rest);
    shown = { name: key, view };
    document.getElementById("main").replaceChildren(view.element);
    document.title = `${view.element.getAttribute("aria-label")} – voicemedia`;
  }
  shown.view.place?.(...rest);
  for (const tab of document.querySelectorAll("nav a")) {
    const current = tab.hash === `#/${wanted === "call" ? "calls" : wanted}`;
    setAttribute(tab, "aria-current", current ? "page" : null);
  }
  draw();
}

function draw() {
  if (!document.hidden) {
    shown.view.draw?.();
    streamState(world.stream.state, world.startedFrom);
  }
}

/** Somebody may have typed the address. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

addEventListener("hashchange", show);
show();
setInterval(draw, DRAW_EVERY_MS);
world.health.start();
await world.stream.run();
