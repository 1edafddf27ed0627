/** Measures the time that something works, without its pauses. It runs from the beginning. */
export class Stopwatch {
  #before = 0;
  #since: number | undefined = performance.now();

  get seconds(): number {
    return (this.#before + (this.#since === undefined ? 0 : performance.now() - this.#since)) / 1000;
  }

  stop(): void {
    this.#before = this.seconds * 1000;
    this.#since = undefined;
  }

  start(): void {
    this.#since ??= performance.now();
  }
}
