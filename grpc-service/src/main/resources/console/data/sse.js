/** Reads a stream of server-sent events, in whatever pieces it comes. */
export class EventSourceParser {
  #rest = "";
  #id = "";
  #name = "";
  #data = [];
  #retry = 0;

  /** Milliseconds that the stream asks to wait before it is opened again; 0 if it has not said. */
  get retry() {
    return this.#retry;
  }

  /** Yields the messages that a piece of text completes, as `{id, name, data}`. */
  *push(text) {
    const whole = this.#rest + text;
    let start = 0;
    for (let end = whole.indexOf("\n"); end >= 0; end = whole.indexOf("\n", start)) {
      const line = whole.slice(start, whole[end - 1] === "\r" ? end - 1 : end);
      start = end + 1;
      if (line === "") {
        if (this.#data.length > 0) {
          yield { id: this.#id, name: this.#name, data: this.#data.join("\n") };
        }
        this.#name = "";
        this.#data = [];
      } else {
        this.#take(line);
      }
    }
    this.#rest = whole.slice(start);
  }

  #take(line) {
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    switch (field) {
      case "id":
        this.#id = value;
        break;
      case "event":
        this.#name = value;
        break;
      case "data":
        this.#data.push(value);
        break;
      case "retry":
        if (/^\d+$/.test(value)) {
          this.#retry = Number(value);
        }
        break;
      default: // a comment, or a field of a later standard
    }
  }
}
