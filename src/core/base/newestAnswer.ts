/**
 * Works out answers that take a while, one after another. Of the questions that come meanwhile only the newest is worked on; those
 * before it get no answer. The last answer is kept, so that the same question is answered at once.
 */
export class NewestAnswer<T> {
  #asked = 0;
  #last: { readonly question: string; readonly answer: Promise<T> } | undefined;
  #running: Promise<void> = Promise.resolve();

  /**
   * @param question the same one has the same answer
   * @returns undefined where a newer question was asked meanwhile
   * @throws what `work` throws
   */
  async ask(question: string, work: () => Promise<T>): Promise<T | undefined> {
    const asked = ++this.#asked;
    if (this.#last?.question !== question) {
      await this.#running;
      if (asked !== this.#asked) return undefined;
      this.#work(question, work());
    }
    const answer = await this.#last?.answer;
    return asked === this.#asked ? answer : undefined;
  }

  /** Leaves what was asked without an answer. */
  drop(): void {
    this.#asked++;
  }

  #work(question: string, answer: Promise<T>): void {
    this.#last = { question, answer };
    this.#running = answer.then(
      () => undefined,
      () => {
        if (this.#last?.answer === answer) this.#last = undefined;
      },
    );
  }
}
