/** Runs work one after another: what was drawn by hand may change an object that the work before begins. */
export class InTurn {
  #last: Promise<void> = Promise.resolve();

  /** @param work must not fail */
  run(work: () => Promise<void>): void {
    this.#last = this.#last.then(work);
  }
}
