import { addEvent, newCall } from "./call.js";
import { callKeyOf } from "./event.js";

/** Dropped at a time, so that it is not done for every call. */
const BATCH = 500;

/** The latest calls of the feed, in the order in which they were first heard of. */
export class Calls {
  #limit;
  #inOrder = [];
  #byId = new Map();
  #strings = new Map();
  #known = { connectionId: new Set(), types: new Set() };

  /** Raised whenever there is something new to show. */
  version = 0;

  constructor(limit = 10_000) {
    this.#limit = limit;
  }

  get inOrder() {
    return this.#inOrder;
  }

  /** The call with a leg's id or a call_control_id. */
  find(id) {
    return this.#byId.get(id);
  }

  /** Takes an event into its call; returns that, or undefined if the event belongs to none. */
  add(event) {
    const key = callKeyOf(event);
    if (key === "") {
      return undefined;
    }
    const call = this.#byId.get(key) ?? this.#byId.get(event.callControlId || key) ?? this.#begin(key);
    addEvent(call, event);
    this.#share(call);
    this.#learn("connectionId", call.connectionId);
    this.#learn("types", event.eventType ?? "");
    for (const id of [call.callLegId, call.callControlId]) {
      if (id !== "") {
        this.#byId.set(id, call);
      }
    }
    this.version++;
    return call;
  }

  clear() {
    this.#inOrder = [];
    this.#byId.clear();
    this.#strings.clear();
    Object.values(this.#known).forEach((values) => values.clear());
    this.version++;
  }

  /** Values that calls have had of a field, `connectionId` or `types`, for lists to choose from. */
  known(field) {
    return [...this.#known[field]].sort();
  }

  #begin(key) {
    if (this.#inOrder.length >= this.#limit) {
      for (const call of this.#inOrder.splice(0, BATCH)) {
        this.#byId.delete(call.callLegId);
        this.#byId.delete(call.callControlId);
      }
      this.#strings.clear();
    }
    const call = newCall(key);
    this.#inOrder.push(call);
    return call;
  }

  #learn(field, value) {
    if (value !== "") {
      this.#known[field].add(value);
    }
  }

  /** Thousands of calls have the same few connections and types: one string of each is enough. */
  #share(call) {
    call.connectionId = this.#shared(call.connectionId);
    call.lastType = this.#shared(call.lastType);
    call.types[call.types.length - 1] = this.#shared(call.types.at(-1));
  }

  #shared(text) {
    const known = this.#strings.get(text);
    if (known === undefined) {
      this.#strings.set(text, text);
    }
    return known ?? text;
  }
}
