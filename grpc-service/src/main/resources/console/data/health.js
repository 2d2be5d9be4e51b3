import { between } from "./stats.js";

const EVERY_MS = 2_000;
const KEPT = 150;

/** Looks at the gateway's figures every other second while the tab is seen. */
export class Health {
  #api;

  /** The latest figures; null before the first. */
  latest = null;

  /** Why there are none: an ApiError. */
  error = null;

  /** What happened between two looks in five minutes, oldest first; null where nothing is known. */
  steps = new Array(KEPT).fill(null);

  constructor(api) {
    this.#api = api;
  }

  async start() {
    for (;;) {
      if (!document.hidden) {
        await this.#look();
      }
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  }

  async #look() {
    try {
      const now = await this.#api.get("/console/stats");
      if (this.latest !== null) {
        this.#keep(this.error === null ? between(this.latest, now) : null);
      }
      this.latest = now;
      this.error = null;
    } catch (error) {
      this.error = error;
      this.#keep(null);
    }
  }

  #keep(step) {
    this.steps.push(step);
    this.steps.shift();
  }
}
