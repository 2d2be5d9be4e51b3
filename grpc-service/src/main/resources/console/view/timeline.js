import { payloadOf } from "../data/event.js";
import { clockTime, span } from "../data/format.js";
import { layOut, ticks } from "../data/timeline.js";
import { h, setText, webAddress } from "./dom.js";

const ROW_PX = 24;
const PIXELS_A_TICK = 110;
const ZOOMS = [1, 2, 4, 8, 16, 32, 64];

/** The lanes of a call. Each item is a button, so that a keyboard and a screen reader find it. */
export function timeline({ onEvent }) {
  let zoom = 0;
  let drawnFor = "";
  let drawn = null;
  const names = h("div", { class: "names", "aria-hidden": "true" });
  const canvas = h("div", { class: "canvas" });
  const scroller = h(
    "div",
    { class: "scroller", tabindex: "0", role: "group", "aria-label": "Timeline" },
    canvas,
  );
  const tip = h("p", { class: "tip", role: "status" });
  const zoomIn = zoomButton("Zoom in", "+", 1);
  const zoomOut = zoomButton("Zoom out", "−", -1);
  const element = h(
    "div",
    { class: "timeline" },
    h("div", { class: "zoom" }, tip, zoomOut, zoomIn),
    h("div", { class: "lanes" }, names, scroller),
  );

  function zoomButton(label, sign, step) {
    return h(
      "button",
      {
        type: "button",
        class: "quiet",
        "aria-label": label,
        click: () => {
          zoom = Math.max(0, Math.min(ZOOMS.length - 1, zoom + step));
          drawnFor = "";
        },
      },
      sign,
    );
  }

  function draw(lanes, now) {
    if (lanes.every((lane) => lane.items.length === 0)) {
      return;
    }
    const goingOn = lanes.some((lane) => lane.items.some((item) => item.open));
    const width = Math.max(200, scroller.clientWidth - 2) * ZOOMS[zoom];
    // A call that goes on moves once a second, one that has ended does not.
    const wanted = `${width} ${goingOn ? Math.floor(now / 1000) : ""}`;
    if (wanted === drawnFor && lanes === drawn) {
      return;
    }
    drawnFor = wanted;
    drawn = lanes;
    render(layOut(lanes, now, width), width);
  }

  function render(plan, width) {
    const focused = document.activeElement?.dataset?.item;
    canvas.style.width = `${width}px`;
    const axis = h("div", { class: "axis", "aria-hidden": "true" });
    const scale = width / (plan.end - plan.start);
    for (const at of ticks(plan.start, plan.end, width / PIXELS_A_TICK)) {
      const tick = h("span", {}, at === plan.start ? clockTime(at) : `+${span(at - plan.start)}`);
      tick.style.left = `${(at - plan.start) * scale}px`;
      axis.append(tick);
    }
    const shown = plan.lanes.filter((lane) => lane.items.length > 0);
    names.replaceChildren(h("span", { class: "corner" }), ...shown.map(nameOf));
    canvas.replaceChildren(axis, ...shown.map((lane) => laneOf(lane, plan.start)));
    if (focused) {
      canvas.querySelector(`[data-item="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    }
  }

  function nameOf(lane) {
    const element = h("span", {}, lane.name, lane.hidden > 0 && h("small", {}, ` ${lane.hidden} earlier`));
    element.style.height = `${lane.rows * ROW_PX + 8}px`;
    return element;
  }

  function laneOf(lane, start) {
    const element = h("div", { class: "lane", role: "group", "aria-label": lane.name });
    element.style.height = `${lane.rows * ROW_PX + 8}px`;
    element.append(...lane.items.map((item, index) => itemOf(item, `${lane.name} ${index}`, start)));
    return element;
  }

  function itemOf(item, id, start) {
    const words = describe(item, start);
    const address = item.link ? webAddress(item.link) : null;
    const button = h(
      "button",
      {
        type: "button",
        class: `item ${item.bar ? "span" : "mark"} ${item.tone}`,
        "data-item": id,
        "aria-label": words,
        pointerenter: () => setText(tip, words),
        focus: () => setText(tip, words),
        click: () => item.event && onEvent(item.event),
      },
      item.label,
    );
    button.classList.toggle("open", item.open);
    button.classList.toggle("hedge", item.hedge === true);
    place(button, item);
    if (address === null) {
      return button;
    }
    const link = h(
      "a",
      {
        class: "link",
        href: address,
        target: "_blank",
        rel: "noopener noreferrer",
        "aria-label": "Download the recording",
      },
      "↓",
    );
    link.style.transform = `translate(${item.x + item.width}px, ${item.row * ROW_PX + 4}px)`;
    return h("span", {}, button, link);
  }

  return { element, draw };
}

function place(element, item) {
  element.style.transform = `translate(${item.x}px, ${item.row * ROW_PX + 4}px)`;
  element.style.width = `${item.width}px`;
}

/** Everything that a glance is to tell: what it is, when, for how long, and its fields. */
function describe(item, start) {
  const parts = [item.title, `at +${span(item.start - start)}`];
  if (item.open) {
    parts.push("going on");
  } else if (item.end > item.start) {
    parts.push(`for ${span(item.end - item.start)}`);
  }
  const { command } = item;
  if (command && item.lane === "Commands") {
    parts.push(`${command.attempts.length} sent`, `by ${command.caller}`, command.commandId);
    if (command.request) {
      parts.push(command.request);
    }
  }
  if (item.event) {
    parts.push(...fieldsOf(item.event));
  }
  return parts.join(" · ");
}

function fieldsOf(event) {
  return Object.entries(payloadOf(event))
    .filter(([, value]) => typeof value !== "object" && value !== "")
    .map(([name, value]) => `${name} ${value}`);
}
