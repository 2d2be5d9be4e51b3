import { bytesOf, hexOf, textOf } from "../data/base64.js";
import { bytes, preciseTime } from "../data/format.js";
import { eventRecipes } from "../data/recipes.js";
import { VERDICTS } from "../data/signature.js";
import { redeliverButton } from "./buttons.js";
import { h } from "./dom.js";
import { gatewayOf } from "./gateway.js";
import { attempt, copy } from "./notice.js";

/** Of what is longer, the rest is for the download. */
const MAX_SHOWN_CHARS = 64 << 10;
const MAX_SHOWN_BYTES = 4 << 10;

/** The whole of an event, beside the list that it was chosen from. */
export function eventPanel(world, close) {
  let shown = "";
  const element = h("aside", { class: "panel", "aria-label": "Event", hidden: true });
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      close();
    }
  });

  async function show(id) {
    if (id === shown) {
      return;
    }
    shown = id;
    const known = world.feed.find(id);
    const { cursor, event } = known ?? (await world.api.call("WebhookEventsService/GetEvent", { id })).event;
    if (shown === id) {
      element.replaceChildren(...contents(world, cursor, event, close));
      element.hidden = false;
      element.scrollTop = 0;
      element.querySelector("h2").focus();
    }
  }

  return {
    element,
    /** Shows the event with an id; hides the panel without one. */
    show(id) {
      if (id) {
        attempt("Event", () => show(id));
      } else {
        shown = "";
        element.hidden = true;
        element.replaceChildren();
      }
    },
  };
}

function contents(world, cursor, event, close) {
  return [
    h(
      "header",
      {},
      h("h2", { tabindex: "-1" }, event.eventType || "untyped"),
      h("button", { type: "button", class: "quiet", "aria-label": "Close", click: close }, "✕"),
    ),
    verdict(world, event),
    fields(event, cursor),
    world.health.latest?.simulated && event.webhook ? redeliverButton(world.api, event) : null,
    section("Event", JSON.stringify(event, null, 2), true),
    body(event),
    commands(eventRecipes(event, cursor, gatewayOf(world))),
  ].filter((part) => part !== null);
}

function verdict({ verify }, event) {
  const element = h("p", { class: "verdict", role: "status" }, "Checking the signature …");
  verify(event).then(
    (name) => {
      element.dataset.verdict = name;
      element.textContent = VERDICTS[name];
    },
    (error) => {
      element.textContent = `Not verified: ${error.message}`;
    },
  );
  return element;
}

function fields(event, cursor) {
  const rows = [
    ["Occurred", preciseTime(Date.parse(event.occurredAt))],
    ["Stored", preciseTime(Date.parse(event.receivedAt))],
    ["Delivery", event.deliveryAttempt ? `attempt ${event.deliveryAttempt}` : ""],
    ["Event", event.id],
    ["Call", event.callControlId],
    ["Leg", event.callLegId],
    ["Session", event.callSessionId],
    ["Connection", event.connectionId],
    ["Client state", clientState(event)],
    ["Key", event.webhook?.publicKeyId],
    ["Cursor", cursor],
  ].filter(([, value]) => value);
  return h(
    "dl",
    { class: "fields" },
    rows.map(([name, value]) => [
      h("dt", {}, name),
      h("dd", {}, h("span", {}, value), copyButton(name, value)),
    ]),
  );
}

function clientState(event) {
  return event.clientState
    ? (textOf(bytesOf(event.clientState)) ?? event.clientState)
    : (event.clientStateText ?? "");
}

/** The signed body as it came, or what Telnyx's list had in its place. */
function body(event) {
  const encoded = event.webhook?.body ?? event.recovered?.dataJson;
  if (!encoded) {
    return null;
  }
  const raw = bytesOf(encoded);
  const text = textOf(raw);
  const shown = text === null ? hexOf(raw.subarray(0, MAX_SHOWN_BYTES)) : text;
  const name = event.webhook ? "Raw body" : "Listed data";
  const element = section(`${name}, ${bytes(raw.length)}`, shown, false);
  element.append(
    h(
      "button",
      { type: "button", click: () => download(raw, `${event.id.replace(/[^\w-]/g, "_")}.body`) },
      "Download",
    ),
  );
  return element;
}

function download(raw, name) {
  const address = URL.createObjectURL(new Blob([raw], { type: "application/octet-stream" }));
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Commands to copy, each with the tool's name. */
export function commands(recipes) {
  return h(
    "details",
    { class: "recipes" },
    h("summary", {}, "The same on a command line"),
    h(
      "dl",
      {},
      recipes.map(([tool, text]) => [
        h("dt", {}, tool),
        h("dd", {}, h("code", {}, text), copyButton(tool, text)),
      ]),
    ),
  );
}

function section(title, text, open) {
  const cut = text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}\n… cut` : text;
  return h(
    "details",
    { open },
    h("summary", {}, title),
    h("pre", { tabindex: "0", "aria-label": title }, cut),
    h("button", { type: "button", click: () => copy(text) }, "Copy"),
  );
}

function copyButton(what, text) {
  return h(
    "button",
    { type: "button", class: "quiet", "aria-label": `Copy ${what}`, click: () => copy(text) },
    "copy",
  );
}
