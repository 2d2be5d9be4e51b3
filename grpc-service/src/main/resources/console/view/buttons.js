import { h } from "./dom.js";
import { attempt } from "./notice.js";

/** What may go wrong next, in words and as the simulator has it. */
const FAULTS = {
  "The next command is executed, but answered 503": { kind: "answer", status: 503, executed: true, times: 1 },
  "The next command is answered after 2 s": { kind: "slow_headers", delay_ms: 2000, times: 1 },
  "The next command is refused with 422": { kind: "answer", status: 422, times: 1 },
  "The next playback fails": { kind: "failed_playback", status: "failed", times: 1 },
  "The next recording fails": { kind: "failed_recording", times: 1 },
  "The next end of a speech comes twice": { kind: "duplicated", on: "call.speak.ended", times: 1 },
  "The next end of a speech is never delivered": { kind: "dropped", on: "call.speak.ended", times: 1 },
};

/** Buttons that open a call of the simulated Telnyx. */
export function openButtons(api) {
  const open = (answered) => async () => {
    await api.simulate("calls", { answered });
    return answered ? "A call has come in and is answered." : "A call rings.";
  };
  return [button("Open a call", open(true)), button("Let one ring", open(false))];
}

/** Buttons for one call: what its service would do, what its caller would, and what may go wrong. */
export function callButtons(api, callOf) {
  const id = () => callOf().callControlId;
  const media = (method, request) => () =>
    command(api, `MediaActionsService/${method}`, { callControlId: id(), ...request() });
  const control = (method) => () => command(api, `CallControlService/${method}`, { callControlId: id() });
  const text = h("input", { "aria-label": "Text to speak", value: "Hello, world", maxlength: "3000" });
  const digits = h("input", { "aria-label": "Digits", value: "42#", pattern: "[0-9A-D*#]+", class: "short" });
  return [
    group(
      "Gateway",
      button("Answer", control("Answer"), "ringing"),
      button(
        "Speak",
        media("Speak", () => ({ payload: text.value, voice: "female" })),
      ),
      text,
      button(
        "Play",
        media("StartPlayback", () => ({ audioUrl: "https://example.com/music.mp3" })),
      ),
      button(
        "Record",
        media("StartRecording", () => ({
          format: "RECORDING_FORMAT_MP3",
          channels: "RECORDING_CHANNELS_SINGLE",
        })),
      ),
      button(
        "Stop recording",
        media("StopRecording", () => ({})),
      ),
      button("Hang up", control("Hangup")),
    ),
    group(
      "Caller",
      button("Press", async () => {
        await api.simulate(`calls/${encodeURIComponent(id())}/dtmf`, { digits: digits.value });
        return "Pressed.";
      }),
      digits,
      button("Hangs up", async () => {
        await api.simulate(`calls/${encodeURIComponent(id())}/hangup`, {});
        return "The caller has hung up.";
      }),
    ),
    group("Fault", faultMenu(api, id)),
  ];
}

/** Sends an event's webhook once more. */
export function redeliverButton(api, event) {
  return h(
    "div",
    { class: "buttons" },
    button("Deliver again", async () => {
      await api.simulate(`webhooks/${encodeURIComponent(event.id)}/redeliver`, {});
      return "Delivered again: the gateway drops the duplicate.";
    }),
  );
}

async function command(api, method, request) {
  const { receipt } = await api.call(method, request);
  return `Accepted, ${receipt.attempts === 1 ? "at the first attempt" : `after ${receipt.attempts} attempts`}.`;
}

function faultMenu(api, id) {
  const menu = h(
    "select",
    {
      "aria-label": "What goes wrong next",
      change: () => {
        const name = menu.value;
        menu.value = "";
        attempt("Fault", async () => {
          await api.simulate("faults", { ...FAULTS[name], call_control_id: id() });
          return `${name}.`;
        });
      },
    },
    h("option", { value: "" }, "What goes wrong next …"),
    Object.keys(FAULTS).map((name) => h("option", { value: name }, name)),
  );
  return menu;
}

function button(label, work, onlyIn = "") {
  return h("button", { type: "button", "data-only": onlyIn, click: () => attempt(label, work) }, label);
}

function group(name, ...parts) {
  return h("fieldset", {}, h("legend", {}, name), parts);
}
