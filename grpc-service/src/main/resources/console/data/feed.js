import { callKeyOf, summaryOf, timeOf } from "./event.js";
import { Rates } from "./rates.js";

const BATCH = 200;
const RATE_SECONDS = 121;

/** The latest events of the stream, oldest first, and how many came when. */
export class Feed {
  #limit;
  #entries = [];
  #arrivals = new Rates(RATE_SECONDS);

  /** Events since the page was opened. */
  total = 0;

  constructor(limit = 2_000) {
    this.#limit = limit;
  }

  get entries() {
    return this.#entries;
  }

  add(cursor, event) {
    this.total++;
    this.#arrivals.count(Date.now());
    if (this.#entries.length >= this.#limit) {
      this.#entries.splice(0, BATCH);
    }
    this.#entries.push(new Entry(cursor, event));
  }

  /** Events of the last two minutes, second by second, by when they came here. */
  rates(now) {
    return this.#arrivals.values(now);
  }

  find(id) {
    return this.#entries.find((entry) => entry.event.id === id);
  }

  clear() {
    this.#entries = [];
  }
}

/** An event with its cursor; what lists show of it is made when one does. */
export class Entry {
  #summary;
  #searchable;

  constructor(cursor, event) {
    this.cursor = cursor;
    this.event = event;
    this.at = timeOf(event);
    this.call = callKeyOf(event);
  }

  get summary() {
    this.#summary ??= summaryOf(this.event);
    return this.#summary;
  }

  /** Everything that a search looks into, in lower case. */
  get searchable() {
    const { id, eventType, callControlId, callLegId, callSessionId, connectionId } = this.event;
    this.#searchable ??= [id, eventType, callControlId, callLegId, callSessionId, connectionId, this.summary]
      .join("\n")
      .toLowerCase();
    return this.#searchable;
  }
}
