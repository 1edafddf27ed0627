/** Milliseconds after which a step is not part of a movement any more. */
const pause = 200;
/** Slices a millisecond from which on slices ahead are more urgent than those behind. */
const moving = 0.012;
/** Weight of the newest observation. */
const newest = 0.3;
/** Slices that a movement must be ahead before those that it will have passed are left out. */
const leastLead = 3;

/** How fast one goes through slices, how fast they come, and so which of them to ask for. */
export class ScrollMotion {
  #position = 0;
  #at = -Infinity;
  /** Slices a millisecond; negative backwards. */
  #speed = 0;
  /** Milliseconds from asking for a slice to its arrival, and between arrivals. */
  #latency = 60;
  #interval = 25;
  #arrived = -Infinity;

  /** Whether one is going through slices quickly. */
  isMoving(now: number): boolean {
    return now - this.#at < pause && Math.abs(this.#speed) > moving;
  }

  /** One has gone to a slice. */
  go(position: number, now: number): void {
    const [by, ms] = [position - this.#position, Math.max(1, now - this.#at)];
    const isStep = ms < pause && Math.abs(by) < 32;
    const turns = by * this.#speed < 0;
    this.#speed = !isStep ? 0 : turns ? by / ms : (1 - newest) * this.#speed + newest * (by / ms);
    this.#position = position;
    this.#at = now;
  }

  /** One has stopped. */
  stop(): void {
    this.#speed = 0;
  }

  /** A slice has come that was asked for at `asked`. */
  arrive(asked: number, now: number): void {
    this.#latency += newest * (Math.min(now - asked, 1000) - this.#latency);
    const since = now - this.#arrived;
    if (since < pause) this.#interval += newest * (since - this.#interval);
    this.#arrived = now;
  }

  /**
   * Slices to ask for, the most urgent first: those that will be reached when they arrive, so far apart that they come as fast as
   * one goes; at rest the slice itself, and those around it from near to far.
   * @param count number of slices
   * @param steady whether no slice may be left out, as in playback
   */
  *wanted(count: number, now: number, steady: boolean): Generator<number> {
    const last = count - 1;
    const at = this.#position;
    if (this.isMoving(now)) {
      const ahead = Math.abs(this.#speed) * this.#latency;
      const direction = Math.sign(this.#speed);
      const lead = steady || ahead < leastLead ? 0 : Math.round(ahead);
      const stride = steady ? 1 : Math.max(1, Math.round(Math.abs(this.#speed) * this.#interval));
      for (let k = 0; k < 8; k++) yield Math.min(last, Math.max(0, at + direction * (lead + k * stride)));
      return;
    }
    yield at;
    for (let away = 1; away <= Math.max(at, last - at); away++) {
      if (at + away <= last) yield at + away;
      if (at - away >= 0) yield at - away;
    }
  }
}

/** All of so many slices, coarse before fine: every 32nd, then those in the middle between two, and so on. */
export function* coarseToFine(count: number): Generator<number> {
  const first = 32;
  for (let at = 0; at < count; at += first) yield at;
  for (let step = first; step > 1; step /= 2) {
    for (let at = step / 2; at < count; at += step) yield at;
  }
}
