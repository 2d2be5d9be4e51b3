/** Counts things by the second, for the last seconds. */
export class Rates {
  #seconds;
  #counts;
  #latest = 0;

  constructor(seconds) {
    this.#seconds = seconds;
    this.#counts = new Array(seconds).fill(0);
  }

  count(millis) {
    this.#advance(millis);
    this.#counts[this.#latest % this.#seconds]++;
  }

  /** The counts, oldest first; the second that has not ended is left out. */
  values(millis) {
    this.#advance(millis);
    const values = [];
    for (let second = this.#latest - this.#seconds + 1; second < this.#latest; second++) {
      values.push(second < 0 ? 0 : this.#counts[second % this.#seconds]);
    }
    return values;
  }

  #advance(millis) {
    const second = Math.floor(millis / 1000);
    const stale = Math.min(second - this.#latest, this.#seconds);
    for (let each = second - stale + 1; each <= second; each++) {
      this.#counts[each % this.#seconds] = 0;
    }
    this.#latest = Math.max(this.#latest, second);
  }
}
