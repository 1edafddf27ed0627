/**
 * Runs `work` for one argument at a time. While it runs, of the arguments that come in only the newest is kept; it is
 * worked on next. For answers that are out of date as soon as a newer question is asked.
 */
export class NewestWins<T> {
  readonly #work: (argument: T) => Promise<void>;
  #waiting: { readonly argument: T } | undefined;
  #running = false;

  /** @param work Handles its own failures: it must not reject. */
  constructor(work: (argument: T) => Promise<void>) {
    this.#work = work;
  }

  request(argument: T): void {
    this.#waiting = { argument };
    if (!this.#running) void this.#run();
  }

  /** Forgets the argument that waits. */
  drop(): void {
    this.#waiting = undefined;
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      for (let next = this.#take(); next !== undefined; next = this.#take()) await this.#work(next.argument);
    } finally {
      this.#running = false;
    }
  }

  #take(): { readonly argument: T } | undefined {
    const next = this.#waiting;
    this.#waiting = undefined;
    return next;
  }
}
