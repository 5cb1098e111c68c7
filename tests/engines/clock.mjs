// A clock that goes only when it is moved, and stops wherever somebody has asked to be woken.

export class Clock {
  #instant = 0;
  #waiting = new Map();
  #next = 0;

  now = () => this.#instant;

  setTimeout = (wake, delay = 0, ...given) => {
    this.#next += 1;
    this.#waiting.set(this.#next, { at: this.#instant + delay, wake: () => wake(...given) });
    return this.#next;
  };

  clearTimeout = (id) => void this.#waiting.delete(id);

  /** To an instant, in milliseconds since 1970; who is to be woken on the way is woken when it is time, in order. */
  moveTo(instant) {
    for (let first = this.#firstUntil(instant); first; first = this.#firstUntil(instant)) {
      const [id, { at, wake }] = first;
      this.#waiting.delete(id);
      this.#instant = Math.max(at, this.#instant);
      wake();
    }
    this.#instant = instant;
  }

  /** What stands for Date where everybody is to ask this clock for the time. */
  dates(RealDate) {
    const { now } = this;
    return class extends RealDate {
      constructor(...given) {
        super(...(given.length ? given : [now()]));
      }

      static now() {
        return now();
      }
    };
  }

  #firstUntil(instant) {
    const waiting = [...this.#waiting].filter(([, { at }]) => at <= instant);
    return waiting.sort(([, one], [, other]) => one.at - other.at)[0];
  }
}
