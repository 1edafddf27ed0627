import { toDisposable, type Disposable } from './disposable';

export type Event<T> = (listener: (value: T) => void) => Disposable;

/** A source of events; `event` has the shape of VS Code's own. Listeners run in the order of their registration. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<{ readonly notify: (value: T) => void }>();

  readonly event: Event<T> = (listener) => {
    const entry = { notify: listener };
    this.#listeners.add(entry);
    return toDisposable(() => this.#listeners.delete(entry));
  };

  fire(value: T): void {
    for (const { notify } of [...this.#listeners]) notify(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
