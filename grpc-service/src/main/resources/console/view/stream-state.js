import { clockTime } from "../data/format.js";
import { setText } from "./dom.js";

/** Shows how the stream is, in the page's head. */
export function streamState(state, from) {
  const element = document.getElementById("stream");
  setText(element, describe(state, from));
  if (element.dataset.phase !== state.phase) {
    element.dataset.phase = state.phase;
  }
}

function describe(state, from) {
  switch (state.phase) {
    case "live":
      return "live";
    case "catching-up": {
      const all = Date.now() - from;
      const share = state.at > 0 ? Math.min(0.99, Math.max(0, (state.at - from) / all)) : 0;
      return `catching up, ${Math.floor(share * 100)} %${state.at > 0 ? `, ${clockTime(state.at)}` : ""}`;
    }
    case "waiting":
    case "refused": {
      const seconds = Math.max(0, Math.ceil((state.retryAt - Date.now()) / 1000));
      const why = state.phase === "refused" ? `not allowed: ${state.detail}` : "no connection";
      return `${why}; again in ${seconds} s`;
    }
    case "hidden":
      return "paused while hidden";
    default:
      return "connecting";
  }
}
