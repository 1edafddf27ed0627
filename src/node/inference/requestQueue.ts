import type { CancellationToken } from '../../core/base/cancellation';
import { cancelled } from '../../core/base/error';
import { DisposableStore, type Disposable } from '../../core/base/disposable';

export type Priority = 'interactive' | 'bulk';

interface Entry extends Disposable {
  readonly priority: Priority;
  readonly replaceable: string | undefined;
  readonly run: () => Promise<void>;
  readonly cancel: () => void;
}

export interface RequestOptions {
  readonly priority: Priority;
  readonly token: CancellationToken;
  /** A waiting request of the same kind is cancelled when a newer one comes: only the newest preview matters. */
  readonly replaceable?: string;
  /** Called when a request is cancelled that runs already. */
  readonly onAbandoned: () => void;
}

/** Runs requests one after the other, interactive ones before bulk ones. */
export class RequestQueue implements Disposable {
  #waiting: Entry[] = [];
  #busy = false;

  /** @throws UserError `cancelled` as soon as cancellation is asked for */
  add<T>(work: () => Promise<T>, { priority, token, replaceable, onAbandoned }: RequestOptions): Promise<T> {
    return new Promise((resolve, reject) => {
      if (token.isCancellationRequested) {
        reject(cancelled());
        return;
      }
      const subscriptions = new DisposableStore();
      let started = false;
      const entry: Entry = {
        priority,
        replaceable,
        run: async () => {
          started = true;
          try {
            resolve(await work());
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          } finally {
            subscriptions.dispose();
          }
        },
        cancel: () => {
          reject(cancelled());
          if (started) onAbandoned();
          else this.#remove(entry);
        },
        dispose: () => {
          subscriptions.dispose();
        },
      };
      subscriptions.add(token.onCancellationRequested(entry.cancel));
      if (replaceable !== undefined) {
        for (const older of this.#waiting.filter((other) => other.replaceable === replaceable)) older.cancel();
      }
      this.#waiting.push(entry);
      void this.#next();
    });
  }

  /** Cancels everything that waits. */
  dispose(): void {
    for (const entry of [...this.#waiting]) entry.cancel();
  }

  #remove(entry: Entry): void {
    this.#waiting = this.#waiting.filter((other) => other !== entry);
    entry.dispose();
  }

  async #next(): Promise<void> {
    if (this.#busy) return;
    const entry = this.#waiting.find(({ priority }) => priority === 'interactive') ?? this.#waiting[0];
    if (entry === undefined) return;
    this.#waiting = this.#waiting.filter((other) => other !== entry);
    this.#busy = true;
    await entry.run();
    this.#busy = false;
    await this.#next();
  }
}
