import { ApiError } from "./api.js";
import { EventSourceParser } from "./sse.js";

const HEARTBEAT_SECONDS = 5;

/** Without a word for so long a connection is dead, whatever the browser thinks of it. */
const SILENCE_MS = 3 * HEARTBEAT_SECONDS * 1000;

/** How long messages are handled without letting the page draw. */
const SLICE_MS = 8;

const LEAST_PAUSE_MS = 500;
const MOST_PAUSE_MS = 10_000;

/** Cursors that lead nowhere: the log is another one, or what followed has expired. */
const LOST = new Set(["CURSOR_FOREIGN", "CURSOR_MALFORMED", "CURSOR_AHEAD", "CURSOR_EXPIRED"]);

/**
 * The one stream of a tab. It goes on after its last cursor whatever happens to its connection, and
 * holds none while the tab is hidden.
 *
 * EventSource would be simpler, but cannot send a token.
 */
export class Stream {
  #session;
  #from;
  #listener;
  #cursor = "";
  #abort = null;
  #identity = {};
  #failures = 0;
  #wake = () => {};

  /** What to show of it: phase is connecting, catching-up, live, waiting, hidden or refused. */
  state = { phase: "connecting", at: 0, detail: "", retryAt: 0 };

  /**
   * @param from when to start, as a Date
   * @param listener has `event(cursor, event)`, `changed()` and `startedOver()`
   */
  constructor(session, from, listener) {
    this.#session = session;
    this.#from = from;
    this.#listener = listener;
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) {
        this.#abort?.abort();
      } else {
        this.#wake();
      }
    });
  }

  /** Never returns: a stream goes on as long as its page. */
  async run() {
    for (;;) {
      if (document.hidden) {
        this.#show("hidden");
        await this.#pause(Infinity);
        continue;
      }
      this.#show("connecting");
      try {
        await this.#read();
        this.#failures = 0;
      } catch (error) {
        await this.#recover(error);
      }
    }
  }

  async #read() {
    this.#abort = new AbortController();
    this.#identity = this.#session.headers();
    const response = await fetch(this.#url(), {
      cache: "no-store",
      headers: { ...this.#identity, ...(this.#cursor && { "Last-Event-ID": this.#cursor }) },
      signal: this.#abort.signal,
    });
    if (!response.ok) {
      throw await ApiError.of(response);
    }
    const parser = new EventSourceParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let sliceStart = performance.now();
    for (;;) {
      const silence = setTimeout(() => this.#abort.abort(), SILENCE_MS);
      const { done, value } = await reader.read();
      clearTimeout(silence);
      if (done) {
        await this.#pause(Math.max(parser.retry, LEAST_PAUSE_MS));
        return;
      }
      for (const message of parser.push(value)) {
        this.#take(message);
        if (performance.now() - sliceStart > SLICE_MS) {
          await nextTask();
          sliceStart = performance.now();
        }
      }
    }
  }

  #url() {
    const query = new URLSearchParams({
      from: this.#from.toISOString(),
      gap: "continue",
      heartbeat: `${HEARTBEAT_SECONDS}s`,
    });
    return `/events?${query}`;
  }

  #take({ id, name, data }) {
    const message = JSON.parse(data);
    if (name === "failed") {
      throw new ApiError(0, message);
    }
    this.#cursor = id;
    this.#failures = 0;
    switch (name) {
      case "":
        this.state.at = Date.parse(message.event.receivedAt);
        this.#listener.event(id, message.event);
        break;
      case "opened":
      case "fell_behind":
        this.#show("catching-up");
        break;
      case "caught_up":
        this.#show("live");
        break;
      default: // a checkpoint, a gap, a goodbye: the cursor is all that matters
    }
  }

  async #recover(error) {
    if (document.hidden) {
      return;
    } else if (error.status === 401) {
      await this.#session.ask(this.#identity);
      return;
    } else if (LOST.has(error.reason)) {
      this.#cursor = "";
      this.#listener.startedOver();
      return;
    }
    // A refusal may end, too, when the access file is changed.
    const pause =
      error.status === 403 || error.status === 400
        ? MOST_PAUSE_MS
        : Math.min(MOST_PAUSE_MS, LEAST_PAUSE_MS * 2 ** this.#failures++) * (0.75 + Math.random() / 2);
    const detail = error instanceof ApiError ? error.message : "";
    this.#show(error.status === 403 ? "refused" : "waiting", detail, Date.now() + pause);
    await this.#pause(pause);
  }

  #show(phase, detail = "", retryAt = 0) {
    Object.assign(this.state, { phase, detail, retryAt });
    this.#listener.changed();
  }

  /** Waits, until the tab is shown again at the latest. */
  #pause(millis) {
    return new Promise((resolve) => {
      const timer = millis === Infinity ? 0 : setTimeout(resolve, millis);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Resolves after whatever else the page has to do. */
function nextTask() {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
